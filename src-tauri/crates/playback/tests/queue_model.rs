//! The queue against a naive list: every operation at random, shuffle, undo and restarts among them.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use domain::{Origin, QueueItemId, RepeatMode, ShuffleMode, SplitMix64};
use playback::{Place, Queue, QueueTrack};

mod entries;
use entries::{id_of, numbers, of_album};

/// Some have no artist, some no album; few artists, so that they meet.
fn track(number: i64) -> QueueTrack {
    let artist = number % 5;
    let album = number % 13;
    of_album(
        number,
        (album > 1).then_some((album * 5 + artist) as u64),
        (artist > 0).then_some(artist as u64),
        (number / 65 % 4) as u32,
    )
}

fn artist(number: i64) -> Option<u64> {
    track(number).artist
}

/// The queue as nobody would write it: plain lists of numbers, and where the current one stands.
#[derive(Clone, Debug, Default, PartialEq)]
struct State {
    items: Vec<i64>,
    yours: usize,
    at: Option<usize>,
    mode: ShuffleMode,
    /// In the order from before the shuffle.
    order: Vec<i64>,
}

#[derive(Default)]
struct Model {
    now: State,
    undo: Vec<State>,
    redo: Vec<State>,
    repeat: RepeatMode,
    at_rest: bool,
    /// The rounds that were or are to be heard before and after this one, where it is known which.
    before: Option<Vec<i64>>,
    next: Option<Vec<i64>>,
}

impl Model {
    fn edit(&mut self) {
        self.undo.push(self.now.clone());
        if self.undo.len() > 200 {
            self.undo.remove(0);
        }
        self.redo.clear();
        (self.before, self.next) = (None, None);
    }

    fn point(&mut self, at: Option<usize>) {
        self.now.at = at;
        self.now.yours = self.now.yours.max(at.map_or(0, |at| at + 1));
    }

    fn playing(&self) -> Option<i64> {
        self.now.at.map(|at| self.now.items[at])
    }

    fn place_of(&self, number: i64) -> Option<usize> {
        self.now.items.iter().position(|item| *item == number)
    }

    /// `behind`: what it stands behind in the order from before.
    fn put(&mut self, at: usize, new: &[i64], behind: Option<i64>) {
        if new.is_empty() {
            return;
        }
        self.edit();
        self.now.items.splice(at..at, new.iter().copied());
        self.now.yours += new.len();
        self.now.at = self.now.at.map(|now| now + if at <= now { new.len() } else { 0 });
        if self.now.mode != ShuffleMode::Off {
            let rank = behind.map_or(0, |behind| self.now.order.iter().position(|item| *item == behind).unwrap() + 1);
            self.now.order.splice(rank..rank, new.iter().copied());
        }
    }

    fn insert(&mut self, index: usize, new: &[i64]) {
        let index = index.min(self.now.yours);
        let behind = match index {
            0 => None,
            _ if index == self.now.yours => self.now.order.last().copied(),
            _ => Some(self.now.items[index - 1]),
        };
        self.put(index, new, behind);
    }

    fn remove(&mut self, gone: &[i64]) {
        if gone.is_empty() {
            return;
        }
        self.edit();
        let State { items, yours, at, .. } = &self.now;
        let stays = |item: &&i64| !gone.contains(item);
        let left = |to: usize| items[..to].iter().filter(stays).count();
        let (yours, at) = (left(*yours), at.map(left));
        self.now.items.retain(|item| !gone.contains(item));
        self.now.order.retain(|item| !gone.contains(item));
        self.now.yours = yours;
        let at = at.filter(|at| *at < self.now.items.len());
        self.point(at);
    }

    fn move_items(&mut self, moved: &[i64], to: usize) {
        if moved.is_empty() {
            return;
        }
        self.edit();
        let playing = self.playing();
        let State { items, yours, .. } = self.now.clone();
        let picked = |part: &[i64]| part.iter().copied().filter(|item| moved.contains(item)).collect::<Vec<_>>();
        let kept = |to: usize| items[..to].iter().filter(|item| !moved.contains(item)).count();
        let (mut mine, theirs) = (picked(&items[..yours]), picked(&items[yours..]));
        let mut rest: Vec<i64> = items.iter().copied().filter(|item| !moved.contains(item)).collect();
        let (at, boundary) = (kept(to), kept(yours));
        if to <= yours {
            mine.extend(theirs);
            self.now.yours = boundary + mine.len();
            rest.splice(at..at, mine);
        } else {
            self.now.yours = boundary + mine.len();
            rest.splice(at..at, theirs);
            rest.splice(boundary..boundary, mine);
        }
        self.now.items = rest;
        let at = playing.and_then(|playing| self.place_of(playing));
        self.point(at);
    }

    fn unshuffle(&mut self) {
        let playing = self.playing();
        let mine = self.now.items[..self.now.yours].to_vec();
        let order = std::mem::take(&mut self.now.order);
        let (first, last): (Vec<i64>, Vec<i64>) = order.into_iter().partition(|item| mine.contains(item));
        self.now.items = first.into_iter().chain(last).collect();
        self.now.mode = ShuffleMode::Off;
        let at = playing.and_then(|playing| self.place_of(playing));
        self.point(at);
    }

    /// Checks what was dealt and takes it over.
    fn shuffled(&mut self, mode: ShuffleMode, dealt: Vec<i64>) {
        let playing = self.playing();
        self.now.order = self.now.items.clone();
        self.now.mode = mode;
        let (mine, theirs) = dealt.split_at(self.now.yours);
        let (was_mine, was_theirs) = self.now.items.split_at(self.now.yours);
        let lead = playing.map(|playing| {
            assert_eq!(mine[0], playing, "what plays goes on");
            let album = track(playing).album;
            let rest = mine[1..]
                .iter()
                .take_while(|item| mode == ShuffleMode::Albums && album.is_some() && track(**item).album == album);
            1 + rest.count()
        });
        let lead = lead.unwrap_or(0);
        check_dealt(mode, &sorted(was_mine), mine, lead, None);
        check_dealt(mode, &sorted(was_theirs), theirs, 0, mine.last().copied());
        self.now.items = dealt;
        self.point(playing.map(|_| 0));
    }

    /// The end is reached, and all begins again.
    fn new_round(&mut self, dealt: Vec<i64>) {
        let last = *self.now.items.last().unwrap();
        match self.next.take() {
            Some(next) => assert_eq!(dealt, next, "what was heard after it once is heard again"),
            None => check_dealt(self.now.mode, &sorted(&self.now.items), &dealt, 0, Some(last)),
        }
        self.before = Some(std::mem::replace(&mut self.now.items, dealt));
        self.now.yours = self.now.items.len();
    }

    fn deals_rounds(&self) -> bool {
        self.now.mode != ShuffleMode::Off && self.repeat == RepeatMode::All && self.now.items.len() > 1
    }

    fn advance(&mut self, queue: &Queue) {
        let next = self.now.at.map_or(0, |at| at + 1);
        if next < self.now.items.len() {
            self.point(Some(next));
        } else if self.deals_rounds() {
            self.new_round(numbers(queue));
            self.point(Some(0));
        } else if self.repeat == RepeatMode::All && !self.now.items.is_empty() {
            self.point(Some(0));
        }
    }

    fn back(&mut self) {
        match self.now.at {
            None => {}
            Some(0) if self.repeat == RepeatMode::All => {
                if let Some(before) = self.before.take() {
                    self.next = Some(std::mem::replace(&mut self.now.items, before));
                }
                self.point(Some(self.now.items.len() - 1));
            }
            Some(0) => {}
            Some(at) => self.point(Some(at - 1)),
        }
    }

    fn return_to(&mut self, was: State) -> State {
        let playing = self.playing();
        let gone = was.at.is_some_and(|at| self.place_of(was.items[at]).is_none());
        let here = std::mem::replace(&mut self.now, was);
        let playing = playing.filter(|_| !(self.at_rest && gone));
        let at = playing.and_then(|playing| self.place_of(playing)).or(self.now.at);
        self.point(at);
        (self.before, self.next) = (None, None);
        here
    }
}

fn sorted(items: &[i64]) -> Vec<i64> {
    let mut items = items.to_vec();
    items.sort_unstable();
    items
}

/// `dealt` is `all`, each once; behind the first `lead` artists stand as far apart as they can, or albums whole.
fn check_dealt(mode: ShuffleMode, all: &[i64], dealt: &[i64], lead: usize, before: Option<i64>) {
    assert_eq!(all, sorted(dealt), "each once");
    let (led, rest) = dealt.split_at(lead);
    let before = led.last().copied().or(before);
    if lead == 0 && before.is_some() && dealt.len() > 1 && mode == ShuffleMode::Tracks {
        assert_ne!(before, dealt.first().copied(), "nothing twice in a row");
    }
    let album = |item: i64| track(item).album;
    match mode {
        ShuffleMode::Tracks => {
            let parts = |a: i64, b: i64| artist(a).is_none() || artist(a) != artist(b);
            let line: Vec<i64> = before.into_iter().chain(rest.iter().copied()).collect();
            let meet = line.windows(2).filter(|pair| !parts(pair[0], pair[1])).count();
            let fewest = |of: u64| {
                let mine = rest.iter().filter(|item| artist(**item) == Some(of)).count();
                let first = before.is_some_and(|before| artist(before) == Some(of));
                (mine + usize::from(first)).saturating_sub(rest.len() - mine + 1)
            };
            assert_eq!(meet, (1..5).map(fewest).max().unwrap_or(0), "{line:?}");
        }
        _ => {
            let mut begun = Vec::new();
            for pair in rest
                .windows(2)
                .filter(|pair| album(pair[0]).is_some() && album(pair[0]) == album(pair[1]))
            {
                let place = |item: i64| track(item).place_in_album;
                assert!(place(pair[0]) <= place(pair[1]), "in its order");
            }
            let starts = rest
                .iter()
                .enumerate()
                .filter(|(at, item)| *at == 0 || album(rest[at - 1]) != album(**item));
            for (_, item) in starts.filter(|(_, item)| album(**item).is_some()) {
                assert!(!begun.contains(&album(*item)), "whole");
                begun.push(album(*item));
            }
        }
    }
}

/// Both, all the way back and all the way forth again.
fn undo_alike(a: &Queue, b: &Queue) {
    let (mut a, mut b) = (a.clone(), b.clone());
    let turns: [fn(&mut Queue) -> bool; 2] = [Queue::undo, Queue::redo];
    for turn in turns {
        loop {
            assert_eq!(a.to_snapshot(), b.to_snapshot());
            assert_eq!((a.can_undo(), a.can_redo()), (b.can_undo(), b.can_redo()));
            let turned = turn(&mut a);
            assert_eq!(turned, turn(&mut b));
            assert_eq!(a.place(), b.place());
            if !turned {
                break;
            }
        }
    }
}

/// What a restart leaves of it.
fn restarted(queue: &Queue) -> Queue {
    let snapshot = queue.to_snapshot();
    let history = queue.steps().export(&snapshot);
    let mut back = Queue::restore(snapshot, &history);
    assert_eq!(back.steps().export(&back.to_snapshot()), history);
    back.note_place(queue.place());
    back
}

#[test]
fn random_operations_agree_with_a_naive_list() {
    let mut rng = SplitMix64::new(99);
    let mut shuffle = SplitMix64::new(5);
    let (mut queue, mut model) = (Queue::new(), Model::default());
    let (mut fresh, mut longest, mut restarts, mut rounds) = (0, 0, 0, 0);
    let mut take = |count: usize| {
        fresh += count as i64;
        (fresh - count as i64..fresh).collect::<Vec<i64>>()
    };
    let tracks = |numbers: &[i64]| numbers.iter().map(|number| track(*number)).collect::<Vec<_>>();
    for round in 0..15_000 {
        let len = model.now.items.len();
        model.at_rest = rng.below(4) == 0;
        let current = queue.current().map(|item| item.id);
        queue.note_place(current.filter(|_| !model.at_rest).map(|item| Place {
            item,
            position: Duration::from_nanos(rng.next_u64() >> 20),
            playing: rng.below(2) == 0,
        }));
        model.at_rest |= current.is_none();
        let some: Vec<i64> = (0..rng.below(4))
            .filter_map(|_| model.now.items.get(rng.below(len.max(1))).copied())
            .collect();
        let ids = |queue: &Queue| some.iter().map(|number| id_of(queue, *number)).collect::<Vec<QueueItemId>>();
        let new = take(rng.below(4));
        match rng.below(24) {
            0 | 1 => {
                let at = model.now.at.map_or(0, |at| at + 1).min(model.now.yours);
                model.put(at, &new, model.playing());
                queue.play_next(tracks(&new));
            }
            2 => {
                model.insert(model.now.yours, &new);
                queue.append(tracks(&new), Origin::Yours);
            }
            3 => {
                if !new.is_empty() {
                    model.edit();
                    model.now.items.extend(&new);
                    if model.now.mode != ShuffleMode::Off {
                        model.now.order.extend(&new);
                    }
                }
                queue.append(tracks(&new), Origin::Automatic);
            }
            4 => {
                let index = rng.below(len + 2);
                model.insert(index, &new);
                queue.insert(index, tracks(&new));
            }
            5 | 6 => {
                queue.remove(&ids(&queue));
                model.remove(&some);
            }
            7 | 8 => {
                let to = rng.below(len + 2);
                queue.move_items(&ids(&queue), to);
                model.move_items(&some, to.min(len));
            }
            9 if !some.is_empty() => {
                // The last one often, so that rounds end.
                let chosen = if rng.below(2) == 0 { some[0] } else { model.now.items[len - 1] };
                assert!(queue.choose(id_of(&queue, chosen)));
                let at = model.place_of(chosen);
                model.point(at);
            }
            10..=11 => {
                queue.advance();
                model.advance(&queue);
            }
            12 | 13 => {
                queue.back();
                model.back();
            }
            14 => {
                let following = queue.current().and_then(|item| queue.following(item.id)).map(|item| item.id);
                if let Some(following) = following {
                    assert!(queue.jump_to(following));
                    if model.repeat != RepeatMode::One {
                        model.advance(&queue);
                    }
                } else {
                    assert!(model.now.at.is_none_or(|at| at + 1 == len && model.repeat == RepeatMode::Off));
                }
            }
            15 | 16 => {
                let was = model.undo.pop();
                assert_eq!(queue.undo(), was.is_some());
                if let Some(was) = was {
                    let here = model.return_to(was);
                    model.redo.push(here);
                }
            }
            17 | 18 => {
                let was = model.redo.pop();
                assert_eq!(queue.redo(), was.is_some());
                if let Some(was) = was {
                    let here = model.return_to(was);
                    model.undo.push(here);
                }
            }
            19 | 20 => {
                let mode = [ShuffleMode::Off, ShuffleMode::Tracks, ShuffleMode::Albums][rng.below(3)];
                queue.set_shuffle(mode, &mut shuffle);
                if mode != model.now.mode {
                    model.edit();
                    if model.now.mode != ShuffleMode::Off {
                        model.unshuffle();
                    }
                    if mode != ShuffleMode::Off {
                        model.shuffled(mode, numbers(&queue));
                    }
                }
            }
            21 => {
                model.repeat = [RepeatMode::Off, RepeatMode::All, RepeatMode::All, RepeatMode::One][rng.below(4)];
                queue.set_repeat(model.repeat);
            }
            22 if rng.below(12) == 0 => {
                let new = take(rng.below(50));
                let start = rng.below(60);
                queue.replace(tracks(&new), start, &mut shuffle);
                model.edit();
                let mode = model.now.mode;
                model.now = State {
                    yours: new.len(),
                    at: (!new.is_empty()).then(|| start.min(new.len() - 1)),
                    items: new,
                    ..State::default()
                };
                if mode != ShuffleMode::Off {
                    model.shuffled(mode, numbers(&queue));
                }
            }
            23 if rng.below(20) == 0 => {
                queue.clear();
                if len > 0 {
                    model.edit();
                    let mode = model.now.mode;
                    model.now = State { mode, ..State::default() };
                }
            }
            _ => {}
        }
        let snapshot = queue.to_snapshot();
        let by_id = |id: &QueueItemId| snapshot.items.iter().find(|item| item.id == *id).unwrap().track.track.0;
        let found = State {
            items: numbers(&queue),
            yours: snapshot.yours,
            at: queue.current_index(),
            mode: queue.shuffle(),
            order: snapshot
                .shuffled
                .iter()
                .flat_map(|shuffled| shuffled.order.iter().map(by_id))
                .collect(),
        };
        assert_eq!(found, model.now, "round {round}");
        assert_eq!(snapshot.current_index(), model.now.at, "round {round}");
        assert_eq!(
            (queue.can_undo(), queue.can_redo()),
            (!model.undo.is_empty(), !model.redo.is_empty())
        );
        longest = longest.max(model.undo.len());
        rounds += usize::from(model.before.is_some());
        if rng.below(40) == 0 {
            let back = restarted(&queue);
            let mut rested = queue.clone();
            rested.note_place(queue.place());
            undo_alike(&rested, &back);
            // Half of the time it goes on from there.
            if rng.below(2) == 0 {
                queue = back;
                (model.before, model.next) = (None, None);
                restarts += 1;
            }
        }
    }
    assert!(longest == 200 && restarts > 100 && rounds > 100, "{longest} {restarts} {rounds}");
}

#[test]
fn more_than_a_hundred_edits_go_all_the_way_back_and_forth_over_a_restart() {
    let mut rng = SplitMix64::new(7);
    let mut queue = Queue::new();
    let mut states = vec![queue.to_snapshot().items];
    for edit in 0..150i64 {
        let len = queue.items().len();
        let some = queue.items().get(rng.below(len.max(1))).map(|item| item.id);
        match (edit % 6, some) {
            (0, _) => queue.replace((edit * 100..edit * 100 + 20).map(track).collect(), 3, &mut rng),
            (1, Some(some)) => queue.remove(&[some]),
            (2, Some(some)) => queue.move_items(&[some], rng.below(len)),
            (3, _) if queue.shuffle() == ShuffleMode::Off => queue.set_shuffle(ShuffleMode::Tracks, &mut rng),
            (3, _) => queue.set_shuffle(ShuffleMode::Off, &mut rng),
            (4, _) => queue.append(vec![track(edit * 100)], Origin::Automatic),
            _ => queue.play_next(vec![track(edit * 100)]),
        }
        states.push(queue.to_snapshot().items);
    }
    for state in states.iter().rev().skip(1) {
        assert!(queue.undo());
        assert_eq!(queue.items(), state);
        if rng.below(10) == 0 {
            queue = restarted(&queue);
        }
    }
    assert!(!queue.can_undo());
    for state in &states[1..] {
        assert!(queue.redo());
        assert_eq!(queue.items(), state);
        if rng.below(10) == 0 {
            queue = restarted(&queue);
        }
    }
    assert!(!queue.can_redo());
}
