//! All decomposable (chordal) graphs on a few lists, generated and not stored.
//!
//! What is done with them is in [`decomposable`](super::decomposable).

/// A decomposable graph, with the sets of lists that its likelihood is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Graph {
    lists: usize,
    neighbours: [u8; 8],
    sets: Vec<(usize, i8)>,
}

impl Graph {
    /// Whether two lists depend on each other directly.
    pub fn has_edge(&self, a: usize, b: usize) -> bool {
        self.neighbours[a] >> b & 1 == 1
    }

    /// The pairs of lists that depend on each other directly.
    pub fn edges(&self) -> Vec<(usize, usize)> {
        let pairs = (0..self.lists).flat_map(|a| (a + 1..self.lists).map(move |b| (a, b)));
        pairs.filter(|(a, b)| self.has_edge(*a, *b)).collect()
    }

    /// Sets of lists as bit patterns, with how often each enters the log likelihood: cliques +1 each, separators -1
    /// each, and the empty set minus once for each connected part. The numbers sum to 0.
    pub fn sets(&self) -> &[(usize, i8)] {
        &self.sets
    }
}

/// All decomposable graphs on `t` lists (at most 8 can be named; 3 to 6 are what anybody waits for): 8, 61, 822 and
/// 18,154 of them for 3, 4, 5 and 6.
///
/// **Source** A graph is chordal if and only if its vertices can be taken away one by one, each with neighbours that
/// are all joined to each other (Fulkerson and Gross 1965). Such an order also gives cliques and separators: vertex v
/// with remaining neighbours R adds the set v ∪ R and takes away R.
///
/// **Cost** 2^(t(t-1)/2) graphs tried, 32,768 at six lists: milliseconds.
pub fn decomposable_graphs(t: usize) -> Vec<Graph> {
    let t = t.min(8);
    let pairs: Vec<(usize, usize)> = (0..t).flat_map(|a| (a + 1..t).map(move |b| (a, b))).collect();
    (0u64..1 << pairs.len()).filter_map(|mask| decompose(t, mask, &pairs)).collect()
}

fn decompose(t: usize, mask: u64, pairs: &[(usize, usize)]) -> Option<Graph> {
    let mut neighbours = [0u8; 8];
    for (k, (a, b)) in pairs.iter().enumerate() {
        if mask >> k & 1 == 1 {
            neighbours[*a] |= 1 << b;
            neighbours[*b] |= 1 << a;
        }
    }
    let mut coefficient = [0i8; 256];
    let mut left: u8 = ((1u16 << t) - 1) as u8;
    while left != 0 {
        let rest = |v: usize| neighbours[v] & left;
        let joined = |set: u8| (0..t).filter(|u| set >> u & 1 == 1).all(|u| set & !(rest(u) | 1 << u) == 0);
        let v = (0..t).find(|v| left >> v & 1 == 1 && joined(rest(*v)))?;
        let around = rest(v);
        coefficient[usize::from(around | 1 << v)] += 1;
        coefficient[usize::from(around)] -= 1;
        left &= !(1 << v);
    }
    let sets = coefficient.iter().enumerate().filter(|(_, k)| **k != 0).map(|(set, k)| (set, *k)).collect();
    Some(Graph { lists: t, neighbours, sets })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_as_there_should_be() {
        // Labelled chordal graphs: OEIS A058862.
        for (t, number) in [(1, 1), (2, 2), (3, 8), (4, 61), (5, 822), (6, 18_154)] {
            assert_eq!(decomposable_graphs(t).len(), number, "{t} lists");
        }
    }

    #[test]
    fn sets_of_known_graphs() {
        let graphs = decomposable_graphs(3);
        let with = |edges: &[(usize, usize)]| graphs.iter().find(|g| g.edges() == edges).unwrap().sets().to_vec();
        // Independence: three single lists, three parts.
        assert_eq!(with(&[]), [(0, -3), (1, 1), (2, 1), (4, 1)]);
        // A path 0 - 1 - 2: cliques 01 and 12, separator 1.
        assert_eq!(with(&[(0, 1), (1, 2)]), [(0, -1), (2, -1), (3, 1), (6, 1)]);
        // All joined: one clique.
        assert_eq!(with(&[(0, 1), (0, 2), (1, 2)]), [(0, -1), (7, 1)]);
    }

    #[test]
    fn a_square_without_diagonal_is_not_among_them() {
        let square = [(0, 1), (0, 3), (1, 2), (2, 3)];
        assert!(decomposable_graphs(4).iter().all(|graph| graph.edges() != square));
    }

    #[test]
    fn coefficients_sum_to_nothing() {
        for graph in decomposable_graphs(5) {
            assert_eq!(graph.sets().iter().map(|(_, k)| i32::from(*k)).sum::<i32>(), 0);
        }
    }
}
