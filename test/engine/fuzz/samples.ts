/** Notorious input: sent wherever it is valid, or wherever it must be refused. */
import fc from "fast-check";

/** Single code points: with escapes, of several units or bytes, of both directions. */
export const character = fc.oneof(
  fc.constantFrom(
    ...`aZ09 '"\`%&+=;:?#/\\|~<>{}[]()*_-.,@$^!éßЖ中\u0301\u200b\u200f\u202e\ufeff\ufffd\u{1f600}\u{10ffff}`,
  ),
  fc
    .integer({ min: 0, max: 0x10ffff })
    .map((point) => String.fromCodePoint(point))
    .filter((text) => /\P{C}/u.test(text)),
);

export const sayings = [
  ..."john|*|null|-1|...|../../etc/passwd|%s%n%00%2e|<script>alert(1)</script>|$\u007b7*7}{{7*7}}".split("|"),
  ...`"a tag"|W/"a weak tag"|Robert'); drop table students;--|' or '1'='1|"; select 1; --`.split("|"),
  ..." leading and trailing |two\nlines\ttabbed|\u200fright to left|e\u0301 is not \u00e9".split("|"),
];

/** Invalid for most patterns. */
export const strangers = [".", "..", "", " ", "\0", "\n", "\u007f", "\u009f", "\ud800", "\udfff", "\u{10ffff}", "é"];
/** Invalid for most formats. */
export const misshapen = ["::", "a b", "%zz", "\\"];

/** Doubles that are written or read as their neighbours, by some. */
export const doubles = [1e23, -1e23, 0.1 + 0.2, 5e-324, 1.7976931348623157e308, 123_456_789_012_345_680_000];

export const wrongJson = '"14"|""|1.5|-1.5|1e400|9007199254740993|true|false|null|[]|[1]|{}|{"a":1}'.split("|");
/** Only canonical numbers are valid: parsers disagree on these. */
export const wrongText: Record<string, string[]> = {
  integer: "abc|1.5|14.0|1e1|014|+14| 14|14 ||NaN|0x0e|１４|true|null|1,2|--1".split("|"),
  number: "abc|1e400||+1| 1|NaN|Infinity|0x1|.5|1.|１|true|null".split("|"),
  boolean: "yes|1|0|TRUE||null".split("|"),
};

export const unknownNames = ["unknown", "", "ü/n~k[0]", "constructor", "__proto__"];
export const badPercent = ["%", "%zz", "a%2", "%E0%A4", "%C0%AF", "%FF", "%ED%A0%80", "%00"];
export const badUtf8 = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xe0, 0xa4]].map((bytes) => Buffer.from(bytes));

/** "$" stands for valid JSON. */
export const badJson = ["[".repeat(1_000), ..."{|nul|NaN|{'a':1}|$x|$$|$,|\ufeff$|x$|{\"a\":1,$}".split("|")];

export const mediaTypes = [
  ..."application/json application/merge-patch+json application/json-patch+json application/xml".split(" "),
  ..."application/x-www-form-urlencoded text/plain application/octet-stream none".split(" "),
];
