//! Pictures of a whole library: every track a point, by its sound (the music map) or by two of its measurements (the mood plane).

mod axes;
mod layout;
mod nearest;
mod region;

pub use axes::{Axis, AxisRange, Plane};
pub use layout::{Layout, Sounds, lay_out};
pub use region::{MoodWish, near_point};

/// A place on a picture; y grows upwards.
pub type Point = [f32; 2];
