//! Which channel stands where.

use symphonia::core::audio::{Channels, Position};

/// Where one channel belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Speaker {
    FrontLeft,
    FrontRight,
    FrontCenter,
    Lfe,
    /// Side or rear surround, height channels included.
    Left,
    Right,
    /// Behind or above the middle.
    Center,
    /// Position not known.
    Unknown,
}

/// The channels of a stream in the order of its samples.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Layout(Vec<Speaker>);

impl Layout {
    /// The usual meaning of a bare channel count (that of WAVE without a channel mask).
    pub fn of_count(channels: usize) -> Self {
        use Speaker::{Center, FrontCenter, FrontLeft, FrontRight, Left, Lfe, Right, Unknown};
        Self(match channels {
            1 => vec![FrontCenter],
            2 => vec![FrontLeft, FrontRight],
            3 => vec![FrontLeft, FrontRight, FrontCenter],
            4 => vec![FrontLeft, FrontRight, Left, Right],
            5 => vec![FrontLeft, FrontRight, FrontCenter, Left, Right],
            6 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, Left, Right],
            7 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, Center, Left, Right],
            8 => vec![FrontLeft, FrontRight, FrontCenter, Lfe, Left, Right, Left, Right],
            n => vec![Unknown; n],
        })
    }

    pub(crate) fn of(channels: &Channels) -> Self {
        match channels {
            // One speaker is in the middle, though half of the formats call it the left one.
            Channels::Positioned(_) if channels.count() == 1 => Self::of_count(1),
            Channels::Positioned(positions) => Self(positions.iter().map(speaker).collect()),
            // First-order and higher Ambisonics: the omnidirectional component is what two speakers can use.
            Channels::Ambisonic(_) => {
                let mut speakers = vec![Speaker::Lfe; channels.count()];
                if let Some(first) = speakers.first_mut() {
                    *first = Speaker::FrontCenter;
                }
                Self(speakers)
            }
            other => Self::of_count(other.count()),
        }
    }

    pub fn channels(&self) -> usize {
        self.0.len()
    }

    pub fn speakers(&self) -> &[Speaker] {
        &self.0
    }
}

fn speaker(position: Position) -> Speaker {
    match position {
        Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER | Position::FRONT_LEFT_WIDE => Speaker::FrontLeft,
        Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER | Position::FRONT_RIGHT_WIDE => Speaker::FrontRight,
        Position::FRONT_CENTER => Speaker::FrontCenter,
        Position::LFE1 | Position::LFE2 => Speaker::Lfe,
        Position::REAR_LEFT
        | Position::SIDE_LEFT
        | Position::TOP_FRONT_LEFT
        | Position::TOP_REAR_LEFT
        | Position::TOP_SIDE_LEFT
        | Position::BOTTOM_FRONT_LEFT => Speaker::Left,
        Position::REAR_RIGHT
        | Position::SIDE_RIGHT
        | Position::TOP_FRONT_RIGHT
        | Position::TOP_REAR_RIGHT
        | Position::TOP_SIDE_RIGHT
        | Position::BOTTOM_FRONT_RIGHT => Speaker::Right,
        _ => Speaker::Center,
    }
}
