package profile_test

import (
	"maps"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"gongkai.example/gongkai/internal/kernel/fault"
	"gongkai.example/gongkai/internal/platform/i18n"
	"gongkai.example/gongkai/internal/platform/profile"
)

const columnHead = "编码,名称,描述,关键词,类别,上级编码,维护单位,更新周期,公开专栏,公开依据,已归档\n"

func withColumns(rows ...string) map[string]string {
	files := maps.Clone(small)
	files["columns.csv"] = columnHead + strings.Join(rows, "\n") + "\n"
	return files
}

const platform = "zw,公开,专栏,公开,信息公开目录,,root,不定期,专栏首页,,\n" +
	"zn,指南,指南,指南,信息公开指南,zw,root,,指南,,\nzd,制度,制度,制度,信息公开制度,zw,root,,制度,,\n" +
	"fd,法定,法定,法定,信息公开目录,zw,root,,法定主动公开内容,20-15,\nnb,年报,年报,年报,信息公开年报,zw,root,,年报,,\n" +
	"ys,申请,申请,申请,依申请公开,zw,root,,依申请公开,,"

func TestColumns(t *testing.T) {
	p := load(t, folder(withColumns(
		"xw,新闻,新闻,新闻；动态,动态要闻,,root,,,,",
		"bm,部门,部门,部门,工作动态,xw,cz,2 周,,,",
		"zt,专题,专题,专题,专题专栏,,cz,1年,,,是",
		platform, "cj,预算,预算,预算,其他,fd,cz,6个月,,20-7；21-区,",
	)))
	if len(p.Columns) != 10 {
		t.Fatalf("%d columns", len(p.Columns))
	}
	want := profile.Column{
		Line: 3, Code: "bm", Name: "部门", About: "部门", Keywords: []string{"部门"}, Kind: "news", Parent: "xw", Keeper: "cz", Every: "14 day",
	}
	if !reflect.DeepEqual(p.Columns[1], want) {
		t.Errorf("%+v", p.Columns[1])
	}
	if c := p.Columns[2]; c.Every != "12 month" || !c.Archived {
		t.Errorf("%+v", c)
	}
	if c := p.Columns[9]; c.Platform != "statutory" || !reflect.DeepEqual(c.Anchors, []string{"20-7", "21-district"}) {
		t.Errorf("%+v", c)
	}
}

func TestColumnsAtFault(t *testing.T) {
	for about, c := range map[string]struct {
		rows []string
		want string
	}{
		"no keeper":      {[]string{"xw,新闻,新闻,新闻,动态要闻,,,,,,"}, "columns.csv 2 维护单位 此格必须填写"},
		"no description": {[]string{"xw,新闻,,新闻,动态要闻,,root,,,,"}, "columns.csv 2 描述 此格必须填写"},
		"unknown keeper": {[]string{"xw,新闻,新闻,新闻,动态要闻,,zz,,,,"}, "columns.csv 2 维护单位 没有编码为“zz”的单位"},
		"unknown parent": {[]string{"xw,新闻,新闻,新闻,动态要闻,zz,root,,,,"}, "columns.csv 2 上级编码 没有编码为“zz”的栏目"},
		"twice":          {[]string{"xw,新闻,新闻,新闻,动态要闻,,root,,,,", "xw,新闻,新闻,新闻,动态要闻,,root,,,,"}, "columns.csv 3 编码 “xw”与第 2 行重复"},
		"bad code":       {[]string{"新闻,新闻,新闻,新闻,动态要闻,,root,,,,"}, "columns.csv 2 编码 编码“新闻”应由字母、数字、横线、下划线组成，以字母或数字开头，不超过 32 个字符"},
		"no such kind":   {[]string{"xw,新闻,新闻,新闻,八卦,,root,,,,"}, "columns.csv 2 类别 “八卦”不在可选范围内"},
		"no interval":    {[]string{"xw,新闻,新闻,新闻,动态要闻,,root,经常,,,"}, "columns.csv 2 更新周期 “经常”不是更新周期"},
		"no days":        {[]string{"xw,新闻,新闻,新闻,动态要闻,,root,0天,,,"}, "columns.csv 2 更新周期 “0天”不是更新周期"},
		"a circle":       {[]string{"a,甲,甲,甲,其他,b,root,,,,", "b,乙,乙,乙,其他,a,root,,,,"}, "columns.csv 2 上级编码 “甲”的层级太深"},
		"four levels": {
			[]string{"a,甲,甲,甲,其他,,root,,,,", "b,乙,乙,乙,其他,a,root,,,,", "c,丙,丙,丙,其他,b,root,,,,", "d,丁,丁,丁,其他,c,root,,,,"},
			"columns.csv 5 上级编码 “丁”的层级太深",
		},
		"a part is missing": {[]string{strings.Replace(platform, ",,年报,", ",,刊物,", 1)}, "columns.csv 2 公开专栏 政府信息公开专栏缺少“年报”"},
		"no annual report":  {[]string{strings.Replace(platform, "nb,年报,年报,年报,信息公开年报,zw,root,,年报,,\n", "", 1)}, "columns.csv 2 公开专栏 政府信息公开专栏缺少“年报”"},
		"a part twice":      {[]string{platform, "z2,指南二,指南,指南,信息公开指南,zw,root,,指南,,"}, "columns.csv 8 公开专栏 “指南”与第 3 行重复"},
		"no anchor":         {[]string{platform, "cj,预算,预算,预算,其他,fd,cz,,,,"}, "columns.csv 8 公开依据 “预算”属于法定主动公开内容，应填写公开依据"},
		"no home":           {[]string{"zn,指南,指南,指南,信息公开指南,,root,,指南,,"}, "columns.csv 2 公开专栏 政府信息公开专栏缺少“专栏首页”"},
	} {
		_, err := profile.Load(folder(withColumns(c.rows...)))
		var got []string
		for _, r := range fault.As(err).Rows {
			got = append(got, strings.Join([]string{r.File, strconv.Itoa(r.Line), r.Column, i18n.Text(r.Text)}, " "))
		}
		if len(got) == 0 || !strings.HasPrefix(got[0], c.want) {
			t.Errorf("%s: got %q, want %q", about, got, c.want)
		}
	}
}

func TestDiffColumns(t *testing.T) {
	from := load(t, folder(withColumns("xw,新闻,新闻,新闻,动态要闻,,root,,,,", "tz,通知,通知,通知,通知公告,,root,,,,"))).Columns
	to := load(t, folder(withColumns("xw,要闻,新闻,新闻,动态要闻,,cz,1周,,,是", "zc,政策,政策,政策,政策文件,,root,,,,"))).Columns
	var got []string
	for _, c := range profile.DiffColumns(from, to) {
		got = append(got, i18n.Text(c.Text()))
	}
	want := []string{
		"栏目“要闻”更名，名称由“新闻”改为“要闻”", "栏目“要闻”的维护单位由“root”改为“cz”", "栏目“要闻”的更新周期由“（空）”改为“7 日”",
		"栏目“要闻”的已归档由“（空）”改为“是”", "新增栏目：政策", "停用栏目：通知",
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
