//! Words that say nothing of what a song is about. The lists are short: what most songs have is dropped by how many have it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::language::Language;

/// Without their apostrophes, as `words` has them; with what is sung between words.
const ENGLISH: &str = "a about after again aint all already alright also am an and another any anybody anymore anyone anything anyway are arent \
    around as at baby back be because been before being both but by came can cant cause come comin coming could couldnt cuz did didnt do does \
    doesnt doing done dont down each either else em enough even ever every everybody everyone everything for from gave get gets getting give go \
    goes going gone gonna got gotta had hadnt has hasnt have havent having he her here heres hers herself him himself his how i id if ill im in \
    into is isnt it its itself ive just keep kinda know knows let lets like little made make many may maybe me might mine more most much must my \
    myself nah need next no nobody nor not now of off on once one only onto or other our ours ourselves out outta over own put really right said \
    same saw say says see shall she shes should shouldnt since so some somebody someone something still such sure take tell than that thats the \
    thee their theirs them themselves then there theres these they theyre theyve thing things think this those thou though thought through thy til \
    till to too took tryna two um under until up upon us very wanna want was wasnt way we well went were werent weve what whats whatever when \
    whenever where wherever whether which while who whos whole whom whose why will with within without wont would wouldnt yall yet you youd youll \
    young your youre yours yourself youve \
    ah aha ahh ay aye da dee dem doo dum eh gon ha hah hey hm hmm ho huh la lala lalala mm mmm na nana nanana o oh ohh oo ooh oohh pa sha ta uh \
    uhh uhhuh whoa wo woah woo wow ya yah yea yeah yep yo yup";

const FRENCH: &str = "ai aime alors as au aussi autre aux avait avec avez avons bien c ca car ce cela ces cet cette chez comme d dans de des dis \
    donc dont du elle elles en encore es est et etait ete etre eu eux fais fait faut il ils j je jusqu l la le les leur leurs lui m ma mais me meme \
    mes moi mon n ne ni nos notre nous on ont ou où par pas peu peut plus pour pourquoi puis qu quand que quel quelle qui quoi rien s sa sans se \
    ses si soi son sont suis sur t ta te tes toi ton tous tout toute toutes très tu un une va vais veux vos votre vous y à ça était été être";

const GERMAN: &str = "ab aber alle allem allen alles als also am an auch auf aus bei beim bin bis bist da dann das dass dein deine deinem deinen \
    deiner dem den denn der des dich die dies diese diesem diesen dieser dir doch dort du durch ein eine einem einen einer er es etwas euch für \
    gib habe haben hast hat hab hier ich ihm ihn ihr ihre im in ins ist ja jede jeder jedes jetzt kann kannst kein keine keinen komm man mein \
    meine meinem meinen meiner mich mir mit nach nicht nichts nie noch nur ob oder ohne schon sehr sein seine seinen seit selbst sich sie sind so \
    soll um und uns unser unsere vom von vor war warum was weg weil wenn wer werden wie wieder will willst wir wird wo zu zum zur über";

const SPANISH: &str = "a al algo así aquí aunque cada como con contigo cuando da de del desde donde dos e el ella ellas ellos en era eres es esa \
    ese eso esta estaba estar este esto estoy está están fue ha hace hacer has hasta hay he ir la las le les lo los mas me mi mis muy más mí ni no \
    nos nosotros nunca o os otra otro para pero por porque pues que quien quiero qué sabe se sea ser si sin sobre solo son soy su sus sé sí te ti \
    tiene tienes toda todas todo todos tu tus tú un una uno unos va vamos ve ven voy y ya yo él";

const RUSSIAN: &str = "а без бы был была были было быть в вам вас вот все всё всего всех вы где да даже для до его ее её если есть еще ещё же за и \
    из или им их к как когда кто ли лишь мне меня мной мой моя мою мои мы на над нам нас наш не него нее неё нет ни них но ну о об он она они опять \
    от по под пока после потому при про с сам свой себя со так там тебе тебя твой твоя то тобой того тоже только тот ты у уж уже чем что чтоб чтобы \
    эта эти это этот я";

const CHINESE: &str = "的 了 着 过 地 得 之 是 在 有 和 与 跟 及 或 而 且 但 但是 可是 却 就 都 也 还 还是 又 再 才 只 只是 只有 只要 很 太 更 最 比 被 把 让 \
    给 向 往 从 到 对 于 为 为了 因为 所以 如果 若 虽然 即使 当 当我 像 如 如此 好像 我 你 他 她 它 您 我们 你们 他们 她们 咱们 自己 谁 什么 怎么 怎样 为什么 \
    哪 哪里 哪儿 那 那个 那些 那么 那样 这 这个 这些 这么 这样 这里 那里 这儿 那儿 某 每 每个 各 个 一 一个 一些 一样 一点 一种 一下 两 二 三 几 多 多少 些 \
    次 种 不 没 没有 无 别 不要 不会 不能 不是 不用 别人 不知 不知道 要 会 能 能够 可 可以 想 想要 应该 该 来 去 上 下 里 中 内 外 前 后 间 起 起来 出 出来 \
    回 回来 进 进来 过来 过去 下来 下去 上来 上去 说 看 看着 听 做 走 等 叫 知道 觉得 以为 成 成为 变 变成 开 开始 已 已经 曾 曾经 正 正在 将 还有 现在 时 \
    时候 时间 然后 于是 其实 其 此 所 以 并 由 啊 呀 吧 吗 呢 嘛 哦 喔 噢 哎 唉 嘿 哈 啦 啦啦 啦啦啦 嗯 呜 哟 耶 样 人 有人 没人 就是 就算 总是 总 从来 一直 \
    一起 再也 也许 或许 大 小 好 真 真的 点 让我 令 曲 词";

static LISTS: LazyLock<HashMap<Language, HashSet<&'static str>>> = LazyLock::new(|| {
    let lists = [
        (Language::English, ENGLISH),
        (Language::French, FRENCH),
        (Language::German, GERMAN),
        (Language::Spanish, SPANISH),
        (Language::Russian, RUSSIAN),
        (Language::Chinese, CHINESE),
    ];
    lists
        .into_iter()
        .map(|(language, list)| (language, list.split_whitespace().collect()))
        .collect()
});

/// Whether `word`, lower-cased, is a stop word of this very language.
pub(super) fn has(language: Language, word: &str) -> bool {
    LISTS.get(&language).is_some_and(|list| list.contains(word))
}
