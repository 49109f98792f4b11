//! How it sounds: gain and blend of each track, what the settings change at once, and the way of the samples in words.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::{AudioFormat, GainSource, Signal, Sound};

use super::Player;
use crate::command::Event;
use crate::feeder::{FeedCommand, Job};
use crate::items::{QueueItem, QueueTrack};
use crate::loudness::{TrackGain, gain};
use crate::pipeline::Segment;
use crate::tone::{is_untouched, loudness_preamp_db};

impl Player {
    pub(super) fn set_sound(&mut self, sound: Sound) {
        let before = std::mem::replace(&mut self.sound, sound.in_range());
        if let Some(meter) = &self.meter {
            meter.shared.tone.set(&self.sound);
        }
        if before.crossfade != self.sound.crossfade {
            let _ = self.feed.commands.send(FeedCommand::Hold(self.sound.crossfade));
        }
        if before.loudness != self.sound.loudness {
            self.take_up_gains();
        } else if before.crossfade != self.sound.crossfade {
            self.follow_anew();
        }
        self.tell_signal();
    }

    /// Plays on with the gains that hold now.
    pub(super) fn take_up_gains(&mut self) {
        let Some(current) = self.pipeline.current() else { return };
        let item = current.item.clone();
        let loaded = current.gain;
        if self.gain_of(&item) == loaded {
            self.follow_anew();
        } else {
            self.seek(self.pipeline.position(self.rate()));
        }
    }

    /// Has what follows the current track decoded again.
    pub(super) fn follow_anew(&mut self) {
        if self.pipeline.segments.len() > 1 {
            self.pipeline.segments.truncate(1);
            if let Some(current) = self.pipeline.current() {
                let (id, next) = (current.id, self.after(0));
                self.follow(id, next);
            }
        }
    }

    /// The gain of an entry of the queue, dB, where it stands now.
    pub(super) fn gain_of(&self, item: &QueueItem) -> Option<TrackGain> {
        let (before, behind) = self.queue.neighbours(item.id);
        let in_order = before.is_some_and(|before| before.track.is_followed_on_album_by(&item.track))
            || behind.is_some_and(|behind| item.track.is_followed_on_album_by(&behind.track));
        self.gain_of_track(&item.track, in_order)
    }

    pub(super) fn gain_of_track(&self, track: &QueueTrack, in_order: bool) -> Option<TrackGain> {
        let known = || self.loudness.as_ref().map(|source| source.gains(track)).unwrap_or_default();
        gain(&self.sound, known, in_order)
    }

    /// How long `next` goes over the end of `before`: not at all within an album, and never over half of either.
    pub(super) fn blend(&self, before: &QueueTrack, next: &QueueTrack) -> Duration {
        if self.sound.crossfade.is_zero() || before.is_followed_on_album_by(next) {
            return Duration::ZERO;
        }
        let shortest = before.duration.min(next.duration);
        self.sound.crossfade.min(shortest / 2)
    }

    /// What the decoder is to do for a segment; its gain is remembered in it.
    pub(super) fn job(&self, segment: &mut Segment, blend: Duration) -> Job {
        segment.gain = self.gain_of(&segment.item);
        Job {
            id: segment.id,
            path: segment.item.track.path.clone(),
            at: segment.position,
            gain_db: segment.gain.map(|gain| gain.db),
            blend,
            refused: self.refusal(&segment.item.track),
        }
    }

    /// Tells the way of what plays from the file to the device, where it changed.
    pub(super) fn tell_signal(&mut self) {
        let signal = self.signal();
        if signal != self.told_signal {
            self.told_signal.clone_from(&signal);
            self.emit(Event::SignalChanged(signal));
        }
    }

    /// Looks whether the limiter had to do with what plays.
    pub(super) fn mind_limiter(&mut self) {
        let acted = self
            .meter
            .as_ref()
            .is_some_and(|meter| meter.shared.limited.swap(false, Ordering::Relaxed));
        let current = self.pipeline.current().filter(|segment| segment.started);
        if acted && let Some(current) = current {
            self.limited = Some(current.play);
            self.tell_signal();
        }
    }

    /// Whether the samples of a file reach the device as they are. Where a codec keeps no whole samples there is none to keep.
    fn is_exact(&self, format: &AudioFormat, rate: u32) -> bool {
        let (stereo, bits) = self.device;
        is_untouched(&self.sound)
            && self.sound.crossfade.is_zero()
            && format.sample_rate == rate
            && (format.channels == 1 || (format.channels == 2 && stereo))
            && format.bits_per_sample.is_some_and(|own| own <= bits)
    }

    fn signal(&self) -> Option<Signal> {
        let meter = self.meter.as_ref()?;
        let current = self.pipeline.current()?;
        let format: &Arc<_> = current.format.as_ref()?;
        let preamp = loudness_preamp_db(&self.sound);
        let limited = self.limited == Some(current.play);
        Some(Signal {
            codec: format.codec.clone(),
            file_rate: format.sample_rate,
            bits: format.bits_per_sample,
            channels: format.channels,
            device_rate: meter.rate,
            gain_db: current.gain.map(|gain| gain.db + preamp),
            gain_from: current.gain.map_or(GainSource::Assumed, |gain| gain.from),
            held: current.gain.is_some_and(|gain| gain.held),
            equalizer: !self.sound.equalizer.is_flat(),
            limited,
            exact: !limited && self.is_exact(format, meter.rate),
        })
    }
}
