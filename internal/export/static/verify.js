// Checks proofs and the public log with nothing but this file: SHA-256, the Merkle tree
// of RFC 6962, C2SP checkpoints. Signatures (Ed25519) are checked by the browser itself,
// where it can. The formats are described in README.txt.
"use strict";

const K = new Uint32Array([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3,
  0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
  0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2]);

// sha256 is FIPS 180-4 over bytes.
function sha256(bytes) {
  const h = new Uint32Array([0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]);
  const padded = new Uint8Array((bytes.length + 72) >> 6 << 6);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const w = new Uint32Array(64);
  const turn = (x, n) => x >>> n | x << (32 - n);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ a >>> 3) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ b >>> 10);
    }
    let [a, b, c, d, e, f, g, z] = h;
    for (let i = 0; i < 64; i++) {
      const one = (z + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + (e & f ^ ~e & g) + K[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + (a & b ^ a & c ^ b & c)) | 0;
      z = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
    }
    h[0] += a; h[1] += b; h[2] += c; h[3] += d; h[4] += e; h[5] += f; h[6] += g; h[7] += z;
  }
  const out = new Uint8Array(32);
  h.forEach((x, i) => new DataView(out.buffer).setUint32(4 * i, x));
  return out;
}

const utf8 = (text) => new TextEncoder().encode(text);
const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) || [], (two) => parseInt(two, 16));
const unbase64 = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
const join = (...parts) => {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) { out.set(p, at); at += p.length; }
  return out;
};
const same = (a, b) => hex(a) === hex(b);

// The hashes of RFC 6962: a leaf begins with a zero byte, what is above with a one.
const leafHash = (bytes) => sha256(join(Uint8Array.of(0), bytes));
const nodeHash = (left, right) => sha256(join(Uint8Array.of(1), left, right));

class Wrong extends Error {}
const must = (is, words) => { if (!is) throw new Wrong(words); };

// included follows an inclusion proof from the leaf up (RFC 9162, 2.1.3.2).
function included(leaf, index, size, path) {
  let fn = BigInt(index), sn = BigInt(size) - 1n, r = leaf;
  for (const p of path) {
    must(sn > 0n, "凭证的路径太长");
    if (fn & 1n || fn === sn) {
      r = nodeHash(p, r);
      while (!(fn & 1n) && fn > 0n) { fn >>= 1n; sn >>= 1n; }
    } else {
      r = nodeHash(r, p);
    }
    fn >>= 1n; sn >>= 1n;
  }
  must(sn === 0n, "凭证的路径太短");
  return r;
}

// checkpoint reads a signed checkpoint and has its signature checked under a verifier key.
// It resolves to its size, its root, and whether the signature could be checked here.
async function checkpoint(text, key) {
  const [name, id, rest] = splitKey(key.trim());
  must(name && rest, "密钥的格式不正确");
  const data = unbase64(rest);
  must(data[0] === 1 && data.length === 33, "密钥不是 Ed25519 密钥");
  must(hex(sha256(join(utf8(name + "\n"), data))).slice(0, 8) === id, "密钥的编号不正确");
  const cut = text.indexOf("\n\n");
  must(cut > 0, "检查点的格式不正确");
  const body = text.slice(0, cut + 1), lines = body.split("\n");
  must(lines[0] === name, "检查点是另一本日志的");
  must(/^[0-9]+$/.test(lines[1]), "检查点的格式不正确");
  const line = text.slice(cut + 2).split("\n").find((l) => l.startsWith("— " + name + " "));
  must(line, "检查点没有这个密钥的签名");
  const signature = unbase64(line.split(" ")[2]);
  must(hex(signature.slice(0, 4)) === id, "检查点没有这个密钥的签名");
  const head = { size: Number(lines[1]), root: unbase64(lines[2]), name, checked: false };
  let good;
  try {
    const k = await crypto.subtle.importKey("raw", data.slice(1), { name: "Ed25519" }, false, ["verify"]);
    good = await crypto.subtle.verify({ name: "Ed25519" }, k, signature.slice(4), utf8(body));
  } catch (e) {
    return head; // a browser without Ed25519
  }
  must(good, "检查点的签名不正确");
  head.checked = true;
  return head;
}

// splitKey takes a verifier key apart: name, id in hexadecimal, and the rest, which may have a plus sign in it.
function splitKey(key) {
  const first = key.indexOf("+"), second = key.indexOf("+", first + 1);
  return [key.slice(0, first), key.slice(first + 1, second), key.slice(second + 1)];
}

const fingerprint = (key) => hex(sha256(utf8(key.trim())));

function signed(steps, head) {
  steps.push(head.checked ? "检查点的签名正确（" + head.size + " 条）" : "这个浏览器不能验证 Ed25519 签名，请按 README.txt 用 openssl 验证，或者换用较新的浏览器");
}

// verifyBundle checks a proof. It resolves to what was found, step by step, and throws
// Wrong at the first thing that does not fit.
async function verifyBundle(text) {
  const steps = [];
  let b;
  try { b = JSON.parse(text); } catch (e) { throw new Wrong("这个文件不是公开凭证"); }
  must(b && b.format === "gongkai-proof/1", "这个文件不是公开凭证");
  steps.push("密钥指纹 " + fingerprint(b.key) + "，请与机关公布的核对");
  const head = await checkpoint(b.checkpoint, b.key);
  must(head.name === b.origin, "凭证是另一本日志的");
  signed(steps, head);
  must(Number.isSafeInteger(b.index) && b.index >= 0 && b.index < head.size, "记录的序号不在日志中");
  const root = included(leafHash(utf8(b.leaf)), b.index, head.size, b.path.map(unbase64));
  must(same(root, head.root), "记录不在签名的日志中");
  steps.push("记录是日志的第 " + b.index + " 条");
  const leaf = JSON.parse(b.leaf);
  if (b.content === undefined || b.content === "") {
    steps.push("凭证没有附内容");
  } else if (leaf.commit) {
    must(hex(sha256(join(unhex(b.salt || ""), utf8(b.content)))) === leaf.commit, "内容被改动过：与日志中的承诺不一致");
    steps.push("所附内容与记录一致（SHA-256）");
  } else {
    must(hex(sha256(utf8(b.content))) === leaf.sha256, "内容被改动过：SHA-256 与日志不一致");
    steps.push("所附内容与记录一致（SHA-256）");
  }
  steps.push("事项 " + leaf.ref + "，" + leaf.act + "，" + leaf.at);
  return steps;
}

// tileName is the path of the entries of a tile (C2SP tlog-tiles): groups of three digits.
function tileName(n, width) {
  let name = String(n % 1000).padStart(3, "0");
  for (n = Math.floor(n / 1000); n > 0; n = Math.floor(n / 1000)) name = "x" + String(n % 1000).padStart(3, "0") + "/" + name;
  return "tile/entries/" + name + (width < 256 ? ".p/" + width : "");
}

// verifyLog computes the whole log again. The function read resolves to the bytes of a
// file of the folder log, or to null.
async function verifyLog(read) {
  const steps = [], text = (bytes) => new TextDecoder().decode(bytes);
  const signedHead = await read("checkpoint"), key = await read("key");
  must(signedHead && key, "这个文件夹里没有 checkpoint 和 key");
  steps.push("密钥指纹 " + fingerprint(text(key)) + "，请与机关公布的核对");
  const head = await checkpoint(text(signedHead), text(key));
  signed(steps, head);
  const stack = []; // roots of whole subtrees, the largest first: [hash, leaves]
  for (let from = 0; from < head.size; from += 256) {
    const width = Math.min(256, head.size - from), name = tileName(from / 256, width);
    const tile = await read(name);
    must(tile, "缺少文件 " + name);
    let at = 0;
    for (let i = 0; i < width; i++) {
      must(at + 2 <= tile.length, name + " 不完整");
      const end = at + 2 + (tile[at] << 8 | tile[at + 1]);
      must(end <= tile.length, name + " 不完整");
      let node = [leafHash(tile.slice(at + 2, end)), 1];
      while (stack.length && stack[stack.length - 1][1] === node[1]) {
        const left = stack.pop();
        node = [nodeHash(left[0], node[0]), 2 * node[1]];
      }
      stack.push(node);
      at = end;
    }
    must(at === tile.length, name + " 多出了内容");
  }
  let root = stack.length ? stack.pop()[0] : sha256(new Uint8Array(0));
  while (stack.length) root = nodeHash(stack.pop()[0], root);
  must(same(root, head.root), "日志被改动过：重新计算的根与签名的检查点不一致");
  steps.push(head.size + " 条记录重新计算的根与签名的检查点一致");
  return steps;
}

// show writes down what was found.
async function show(at, work) {
  const place = document.getElementById(at), list = document.createElement("ol"), end = document.createElement("p");
  place.textContent = "正在计算……";
  try {
    for (const step of await work()) list.appendChild(document.createElement("li")).textContent = step;
    end.className = "yes";
    end.textContent = "查验通过";
  } catch (e) {
    end.className = "no";
    end.textContent = "查验没有通过：" + (e instanceof Wrong ? e.message : "文件的格式不正确");
  }
  place.replaceChildren(list, end);
}

if (typeof document !== "undefined") {
  document.getElementById("bundle").addEventListener("change", (e) => {
    const file = e.target.files[0];
    if (file) show("bundle-result", async () => verifyBundle(await file.text()));
  });
  document.getElementById("log").addEventListener("change", (e) => {
    const files = new Map(Array.from(e.target.files, (f) => [f.webkitRelativePath.replace(/^[^/]*\//, ""), f]));
    show("log-result", () => verifyLog(async (name) => files.has(name) ? new Uint8Array(await files.get(name).arrayBuffer()) : null));
  });
}
if (typeof module !== "undefined") module.exports = { sha256, hex, verifyBundle, verifyLog, Wrong };
