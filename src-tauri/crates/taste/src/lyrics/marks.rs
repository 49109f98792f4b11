//! What is written in lyrics and not sung: times, tags, section marks, credits.

/// Words that mark a section or a repeat.
const MARKS: &str = "bridge chorus coda couplet estribillo hook instrumental interlude intro outro prechorus refrain refrão repeat repeats solo \
    strophe verse vers куплет припев 主歌 副歌 前奏 尾奏 间奏 間奏 重复 重複 反复";

/// Words that stand beside those.
const BESIDE: &str = "a and all bis break end ending fade final first five four guitar last mal of one out piano post pre sax second the third three \
    time times to two until x";

/// What stands before the name of who had a part in the song.
const CREDITS: &str = "album artist arranger by composer lyricist lyrics lyricsby producer title 作词 作詞 作曲 编曲 編曲 词 詞 曲 词曲 詞曲 填词 填詞 制作人 製作人 \
    制作 製作 监制 監製 演唱 演唱者 原唱 翻唱 歌手 歌名 歌曲 专辑 專輯 混音 混音师 母带 母带工程师 和声 和聲 和音 吉他 贝斯 贝司 鼓 鼓手 键盘 钢琴 弦乐 录音 录音师 錄音 录音室 \
    出品 出品人 发行 發行 企划 统筹 策划 后期 词作者 曲作者 作詞者 作曲者 作词者 作詞作曲 歌詞 歌词 op sp";

const CREDIT_PHRASES: &[&str] = &[
    "arranged by",
    "composed by",
    "lyrics by",
    "music by",
    "performed by",
    "produced by",
    "words by",
    "written by",
];

/// What is said in place of lyrics where nothing is sung, in a line not much longer.
const NOTHING_SUNG: &[&str] = &["纯音乐", "純音樂", "没有填词", "暂无歌词", "no lyrics"];
const LONGEST_NOTICE: usize = 40;
/// Before a colon.
const LONGEST_CREDIT: usize = 30;

/// The sung lines of plain or LRC lyrics, which are lower-case and in NFKC.
pub(super) fn sung(text: &str) -> String {
    let mut sung = String::with_capacity(text.len());
    for line in text.lines() {
        let line = without(line, '[', ']', |_| true);
        let line = without(&line, '【', '】', |_| true);
        let line = without(&line, '<', '>', is_time);
        let line = without(&line, '(', ')', is_mark);
        if let Some(words) = words_of(line.trim()) {
            sung.push_str(words);
            sung.push('\n');
        }
    }
    sung
}

/// `line` without what stands between `open` and `close` and is `unsung`. What is not closed stays.
fn without(line: &str, open: char, close: char, unsung: impl Fn(&str) -> bool) -> String {
    let mut left = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, inside)) = rest.split_once(open) {
        let Some((inside, after)) = inside.split_once(close) else { break };
        left.push_str(before);
        if !unsung(inside) {
            left.push(' ');
            left.push_str(inside);
            left.push(' ');
        }
        rest = after;
    }
    left.push_str(rest);
    left
}

/// `00:12.34`, `1:02`
fn is_time(inside: &str) -> bool {
    inside.starts_with(|c: char| c.is_ascii_digit()) && inside.chars().all(|c| c.is_ascii_digit() || matches!(c, ':' | '.'))
}

/// `chorus`, `verse two`, `x2`, `repeat 2x`
fn is_mark(text: &str) -> bool {
    let mut marks = false;
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let marking = word.contains(|c: char| c.is_numeric()) || listed(MARKS, word);
        if !marking && !listed(BESIDE, word) {
            return false;
        }
        marks |= marking;
    }
    marks
}

/// What is sung of a line: without a section's name before it, and nothing of marks, credits and notices.
fn words_of(line: &str) -> Option<&str> {
    let notice = || line.chars().nth(LONGEST_NOTICE).is_none() && NOTHING_SUNG.iter().any(|notice| line.contains(notice));
    if line.is_empty() || is_mark(line) || notice() || CREDIT_PHRASES.iter().any(|phrase| line.starts_with(phrase)) {
        return None;
    }
    match line.split_once(':') {
        Some((name, rest)) if is_mark(name) => words_of(rest.trim()),
        Some((name, _)) if is_credit(name) => None,
        _ => Some(line),
    }
}

fn is_credit(name: &str) -> bool {
    let mut parts = name.split(|c: char| !c.is_alphabetic()).filter(|part| !part.is_empty()).peekable();
    name.chars().nth(LONGEST_CREDIT).is_none() && parts.peek().is_some() && parts.all(|part| listed(CREDITS, part))
}

fn listed(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|its| its == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        sung(text)
            .lines()
            .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    #[test]
    fn only_what_is_sung_is_left() {
        let text = "[ar:somebody]\n[offset:+20]\n[00:01.00]作词 : 某人\n[00:02.00]词/曲:某人\n[00:12.34][01:12.34]<00:12.34>grey <00:12.90>clouds\n\
                    [chorus]\nverse two:\nchorus: repeat 2x\nchorus: go home\nwe wait (oh so long) x2 (repeat)\n(x2)\nwritten by: me\n副歌\n2x\ntime: it flies";
        assert_eq!(lines(text), ["grey clouds", "go home", "we wait oh so long x2", "time: it flies"]);
        assert!(lines("[instrumental]\n(instrumental)\ninstrumental\n纯音乐,请欣赏\n").is_empty());
        assert_eq!(lines("[oh ( < 【\n]go) >"), ["[oh ( < 【", "]go) >"]);
    }
}
