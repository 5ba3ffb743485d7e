// Pages work without this file. It moves to the error summary after a failed
// form, goes along the columns of a table that is filled in, offers titles while one
// is typed, and reads the page aloud where the device has a Chinese voice.
(function () {
  'use strict';
  var sum = document.querySelector('.esum');
  if (sum) {
    sum.focus();
    sum.addEventListener('click', function (e) {
      var id = e.target.hash && e.target.hash.slice(1);
      var field = id && document.getElementById(id);
      if (!field) return;
      e.preventDefault();
      var box = field.closest('.f') || field;
      box.scrollIntoView();                       // the label too, not only the field
      field.focus({preventScroll: true});
    });
  }

  document.addEventListener('keydown', function (e) {                  // in a table of answers: along the column
    var at = e.target, step = {ArrowUp: -1, ArrowDown: 1, Enter: 1}[e.key];
    if (!step || e.isComposing || e.altKey || e.ctrlKey || e.shiftKey || !at.closest || !at.closest('.grids td')) return;
    var rows = [].map.call(at.closest('.grids').querySelectorAll('tr'), function (r) { return [].slice.call(r.querySelectorAll('input')); })
      .filter(function (r) { return r.length; });
    var here = rows.findIndex(function (r) { return r.indexOf(at) >= 0; }), next = rows[here + step];
    if (!next) return;
    e.preventDefault();
    var to = next[Math.min(rows[here].indexOf(at), next.length - 1)];
    to.focus();
    to.select();
  });

  var box = document.querySelector('[data-suggest]');
  if (box && box.list) {
    var waiting, asked = 0;
    box.addEventListener('input', function (e) {
      clearTimeout(waiting);
      var typed = box.value.trim();
      if (e.isComposing || !typed || typed.length > 100) return;      // pinyin is no title yet
      waiting = setTimeout(function () {
        var n = ++asked;
        fetch(box.dataset.suggest + '?q=' + encodeURIComponent(typed)).then(function (r) {
          return r.ok ? r.json() : {titles: []};
        }).then(function (found) {
          if (n !== asked) return;                                    // a later answer came first
          box.list.textContent = '';
          found.titles.forEach(function (t) {
            var o = document.createElement('option');
            o.value = t.title.map(function (p) { return p.text; }).join('');
            o.label = [t.mark ? '【' + t.mark + '】' : '', o.value, t.number].filter(Boolean).join(' ');
            box.list.appendChild(o);
          });
        }).catch(function () {});                                     // the box is as good without
      }, 150);
    });
    box.addEventListener('compositionend', function () { box.dispatchEvent(new Event('input')); });
  }

  var speech = window.speechSynthesis;
  var button = document.querySelector('[data-read]');
  if (!speech || !button) return;

  function voice() {
    var all = speech.getVoices().filter(function (v) { return /^zh/i.test(v.lang); });
    return all.filter(function (v) { return v.localService; })[0] || all[0];
  }
  function show() { if (voice()) button.hidden = false; }
  show();
  if (speech.addEventListener) speech.addEventListener('voiceschanged', show);

  button.addEventListener('click', function () {
    if (speech.speaking) { speech.cancel(); return; }
    var text = document.querySelector('main').innerText;
    // Long utterances stop halfway in Chromium, so each sentence is its own.
    (text.match(/[^。！？；\n]{1,120}[。！？；]?/g) || []).forEach(function (s) {
      var u = new SpeechSynthesisUtterance(s);
      u.lang = 'zh-CN';
      u.voice = voice();
      speech.speak(u);
    });
  });
  addEventListener('pagehide', function () { speech.cancel(); });
})();
