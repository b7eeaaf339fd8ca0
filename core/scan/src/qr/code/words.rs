//! From modules to words: the mask taken off, the blocks sorted out, what is damaged put right.

use super::correct::correct;
use super::format::Format;
use super::layout::{Blocks, Functions, Version};
use super::modules::Modules;

/// The words of a symbol; owns its buffers.
#[derive(Default)]
pub(super) struct Words {
    /// As they lie in the symbol.
    all: Vec<u8>,
    /// How sure the least sure module of each is.
    sure: Vec<f32>,
    block: Vec<u8>,
    /// Places of a block, the least sure first.
    order: Vec<usize>,
    /// Data alone, in order.
    pub data: Vec<u8>,
}

/// Two words of correction are never spent on doubtful places, so that a chance fit is seen.
const KEPT: usize = 2;

impl Words {
    /// Reads the data. `harder`: where a block cannot be put right as it is, its least sure words count as unknown, more
    /// and more of them.
    pub fn read(&mut self, modules: &Modules, version: Version, format: Format, harder: bool) -> bool {
        self.walk(modules, version, format);
        let blocks = version.blocks(format.level);
        self.data.clear();
        (0..blocks.count).all(|nth| self.put_right(blocks, nth, harder))
    }

    /// Two columns at a time from the right, up and down in turns; the column of the timing pattern is left out.
    fn walk(&mut self, modules: &Modules, version: Version, format: Format) {
        let (n, functions) = (modules.side, Functions::of(version));
        self.all.clear();
        self.sure.clear();
        let (mut word, mut sure, mut count) = (0u8, f32::MAX, 0);
        for (nth, right) in (0..n).rev().filter(|&x| x != 6).step_by(2).enumerate() {
            let left = if right == 7 { 5 } else { right - 1 };
            for step in 0..n {
                let y = if nth % 2 == 0 { n - 1 - step } else { step };
                for x in [right, left] {
                    if functions.holds(x, y) {
                        continue;
                    }
                    let light = if format.mirrored { modules.light(y, x) } else { modules.light(x, y) };
                    word = word << 1 | u8::from((light < 0.0) != is_masked(format.mask, x, y));
                    sure = sure.min(light.abs());
                    count += 1;
                    if count == 8 {
                        self.all.push(word);
                        self.sure.push(sure);
                        (word, sure, count) = (0, f32::MAX, 0);
                    }
                }
            }
        }
    }

    fn put_right(&mut self, blocks: Blocks, nth: usize, harder: bool) -> bool {
        let Blocks { count, longer, data, correction } = blocks;
        let own = data + usize::from(nth >= count - longer);
        let in_symbol = |i: usize| match i {
            _ if i < data => i * count + nth,
            _ if i < own => data * count + nth - (count - longer),
            _ => data * count + longer + (i - own) * count + nth,
        };
        let Self { all, sure, block, order, data: out } = self;
        let fill = |block: &mut Vec<u8>| {
            block.clear();
            block.extend((0..own + correction).map(|i| all[in_symbol(i)]));
        };
        fill(block);
        let mut is_right = correct(block, correction, &[]).is_some();
        if !is_right && harder {
            order.clear();
            order.extend(0..own + correction);
            order.sort_unstable_by(|&a, &b| sure[in_symbol(a)].total_cmp(&sure[in_symbol(b)]));
            is_right = (2..=correction - KEPT).step_by(2).any(|doubtful| {
                fill(block);
                let wrong = correct(block, correction, &order[..doubtful]);
                wrong.is_some_and(|wrong| 2 * wrong + doubtful + KEPT <= correction)
            });
        }
        out.extend_from_slice(&block[..own]);
        is_right
    }
}

fn is_masked(mask: u8, x: usize, y: usize) -> bool {
    let rest = match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (y / 2 + x / 3) % 2,
        5 => x * y % 2 + x * y % 3,
        6 => (x * y % 2 + x * y % 3) % 2,
        _ => ((x + y) % 2 + x * y % 3) % 2,
    };
    rest == 0
}
