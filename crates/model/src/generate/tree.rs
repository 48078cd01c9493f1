//! The dependence tree: mutual information of two columns, and the spanning tree that carries most of it.

/// An edge of the tree: the child is drawn given the parent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The column nearer to the root.
    pub parent: usize,
    /// The column drawn from it.
    pub child: usize,
    /// Their mutual information in nats.
    pub information: f64,
}

/// The mutual information, in nats, of two columns whose pairs of values occur `cells` times: a row of `width` cells
/// for each value of the first.
///
/// **Source** Chow & Liu (1968), eq. 9. An estimate from counts: the sum over pairs of `n_xy/n · ln(n_xy n / (n_x
/// n_y))`.
pub fn mutual_information(cells: &[u64], width: usize) -> f64 {
    let total: u64 = cells.iter().sum();
    if total == 0 || width == 0 {
        return 0.0;
    }
    let mut second = vec![0; width];
    for row in cells.chunks_exact(width) {
        second.iter_mut().zip(row).for_each(|(sum, count)| *sum += count);
    }
    let n = total as f64;
    let mut information = 0.0;
    for row in cells.chunks_exact(width) {
        let first = row.iter().sum::<u64>() as f64;
        for (count, second) in row.iter().zip(&second).filter(|(count, _)| **count > 0) {
            let both = *count as f64;
            information += both / n * (both * n / (first * *second as f64)).ln();
        }
    }
    // Independence may come out as a hair below nothing.
    information.max(0.0)
}

/// The spanning tree of columns `0..columns` whose edges weigh most together, rooted in column 0, in an order in
/// which a column comes behind its parent. Of equal weights the one of the lower columns is taken.
///
/// **Source** Prim (1957), Bell System Technical Journal 36.
///
/// **Cost** One call of `weight` for each pair of columns.
pub fn spanning_tree(columns: usize, weight: impl Fn(usize, usize) -> f64) -> Vec<Edge> {
    // For each column outside the tree, its best edge into it.
    let mut outside: Vec<Edge> =
        (1..columns).map(|child| Edge { parent: 0, child, information: weight(0, child) }).collect();
    let mut edges = Vec::with_capacity(outside.len());
    while let Some(best) =
        outside.iter().copied().reduce(|best, e| if e.information > best.information { e } else { best })
    {
        edges.push(best);
        outside.retain(|edge| edge.child != best.child);
        for edge in &mut outside {
            let information = weight(best.child, edge.child);
            if information > edge.information {
                *edge = Edge { parent: best.child, child: edge.child, information };
            }
        }
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn information_of_known_tables() {
        // A fair coin and its copy share ln 2; two independent coins share nothing.
        assert!((mutual_information(&[50, 0, 0, 50], 2) - std::f64::consts::LN_2).abs() < 1e-12);
        assert_eq!(mutual_information(&[25, 25, 25, 25], 2), 0.0);
        // By hand: 2·(3/8)·ln(3/2) + 2·(1/8)·ln(1/2) = 0.130812.
        assert!((mutual_information(&[3, 1, 1, 3], 2) - 0.130_812_035_941_137).abs() < 1e-12);
        assert_eq!(mutual_information(&[], 0), 0.0);
        assert_eq!(mutual_information(&[7, 9], 1), 0.0);
    }

    /// Which columns hang together when one edge is left out.
    fn side(edges: &[Edge], without: usize, columns: usize) -> Vec<bool> {
        let mut reached = vec![false; columns];
        reached[edges[without].child] = true;
        loop {
            let before = reached.clone();
            for (_, e) in edges.iter().enumerate().filter(|(i, _)| *i != without) {
                let either = reached[e.parent] || reached[e.child];
                (reached[e.parent], reached[e.child]) = (either, either);
            }
            if reached == before {
                return reached;
            }
        }
    }

    proptest! {
        #[test]
        fn no_swap_of_one_edge_carries_more(rows in prop::collection::vec(prop::collection::vec(0usize..3, 5), 1..40)) {
            let information = |a: usize, b: usize| {
                let mut cells = [0; 9];
                rows.iter().for_each(|row| cells[row[a] * 3 + row[b]] += 1);
                mutual_information(&cells, 3)
            };
            let edges = spanning_tree(5, information);
            prop_assert_eq!(edges.len(), 4);
            let mut known = vec![0];
            for edge in &edges {
                prop_assert!(known.contains(&edge.parent) && !known.contains(&edge.child));
                known.push(edge.child);
            }
            for (i, edge) in edges.iter().enumerate() {
                let side = side(&edges, i, 5);
                for a in 0..5 {
                    for b in (0..5).filter(|b| side[a] != side[*b]) {
                        prop_assert!(information(a, b) <= edge.information + 1e-12);
                    }
                }
            }
        }
    }
}
