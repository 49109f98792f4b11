//! `map_layout`: where the tracks lie on the music map, so that it is the same one tomorrow.

use domain::{ModelVersion, TrackUid};
use rusqlite::{OptionalExtension, params};

use crate::{Error, Store};

/// 16 bytes of uid, two floats.
const POINT: usize = 24;

impl Store {
    /// Replaces the layout.
    pub fn save_map_layout(&self, model: &ModelVersion, points: &[(TrackUid, [f32; 2])]) -> Result<(), Error> {
        let model = model.0.clone();
        let mut bytes = Vec::with_capacity(points.len() * POINT);
        for (uid, [x, y]) in points {
            bytes.extend_from_slice(&uid.0);
            bytes.extend_from_slice(&x.to_le_bytes());
            bytes.extend_from_slice(&y.to_le_bytes());
        }
        self.library().write(move |tx| {
            tx.execute(
                "INSERT INTO map_layout (one, model, points) VALUES (1, ?1, ?2)
                 ON CONFLICT (one) DO UPDATE SET model = excluded.model, points = excluded.points",
                params![model, bytes],
            )?;
            Ok(())
        })
    }

    /// The latest layout with the model whose vectors it is of; what is no point in it is left out.
    #[expect(clippy::type_complexity, reason = "a model and its points")]
    pub fn map_layout(&self) -> Result<Option<(ModelVersion, Vec<(TrackUid, [f32; 2])>)>, Error> {
        self.library().read(|db| {
            let mut query = db.prepare_cached("SELECT model, points FROM map_layout WHERE one = 1")?;
            let found = query
                .query_row([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, Vec<u8>>(1)?)))
                .optional()?;
            Ok(found.map(|(model, bytes)| (ModelVersion(model), bytes.as_chunks::<POINT>().0.iter().filter_map(point).collect())))
        })
    }
}

fn point(bytes: &[u8; POINT]) -> Option<(TrackUid, [f32; 2])> {
    let (uid, place) = bytes.split_first_chunk::<16>()?;
    let (x, y) = place.split_first_chunk::<4>()?;
    let place = [f32::from_le_bytes(*x), f32::from_le_bytes(y.try_into().ok()?)];
    place.iter().all(|value| value.is_finite()).then_some((TrackUid(*uid), place))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_latest_layout_is_kept_and_what_is_no_point_is_left_out() {
        let store = Store::in_memory().unwrap();
        assert_eq!(store.map_layout().unwrap(), None);
        let model = |name: &str| ModelVersion(name.into());
        let points = [(TrackUid([1; 16]), [0.5, -2.0]), (TrackUid([2; 16]), [f32::NAN, 0.0])];
        store.save_map_layout(&model("a"), &[]).unwrap();
        store.save_map_layout(&model("b"), &points).unwrap();
        assert_eq!(store.map_layout().unwrap(), Some((model("b"), vec![points[0]])));
    }
}
