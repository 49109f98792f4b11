//! Weighted links from a track to the tracks it is nearest to in some sense: what a sparse lens is made of.

/// From one track to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    pub to: u32,
    /// Above 0, larger is nearer; comparable within one set of links only.
    pub weight: f32,
}

/// The strongest links of each track, strongest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Links {
    /// Where the links of each track begin in `links`; one more than tracks.
    starts: Vec<u32>,
    links: Vec<Link>,
}

impl Links {
    /// Of tracks `0..items`: `of` fills the list it is given with the links of a track, of which the `most` strongest are kept.
    pub fn build(items: usize, most: usize, mut of: impl FnMut(u32, &mut Vec<Link>)) -> Self {
        let (mut starts, mut links, mut found) = (vec![0], Vec::new(), Vec::new());
        for item in 0..items as u32 {
            found.clear();
            of(item, &mut found);
            found.retain(|link| link.to != item && link.weight.is_finite() && link.weight > 0.0);
            let strongest_first = |a: &Link, b: &Link| b.weight.total_cmp(&a.weight).then(a.to.cmp(&b.to));
            if found.len() > most {
                found.select_nth_unstable_by(most, strongest_first);
                found.truncate(most);
            }
            found.sort_unstable_by(strongest_first);
            links.extend_from_slice(&found);
            starts.push(links.len() as u32);
        }
        Self { starts, links }
    }

    /// Tracks there are.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// The links of a track, strongest first.
    pub fn of(&self, item: u32) -> &[Link] {
        let item = item as usize;
        match (self.starts.get(item), self.starts.get(item + 1)) {
            (Some(from), Some(to)) => &self.links[*from as usize..*to as usize],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_are_kept() {
        let links = Links::build(3, 2, |item, out| {
            if item == 1 {
                for (to, weight) in [(0, 0.5), (1, 9.0), (2, f32::NAN), (2, 0.0), (2, 0.7), (0, 0.6)] {
                    out.push(Link { to, weight });
                }
            }
        });
        assert_eq!(links.len(), 3);
        assert_eq!(links.of(0), []);
        assert_eq!(links.of(1), [Link { to: 2, weight: 0.7 }, Link { to: 0, weight: 0.6 }]);
        assert_eq!(links.of(9), []);
    }
}
