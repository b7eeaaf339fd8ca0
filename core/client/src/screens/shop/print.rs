//! A shop's screens as lines of text, for a terminal.

use super::{Delivery, Desk, Figures, GoodsDesk, Moved, Named, Pack};

impl Desk {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let counts: Vec<String> = self.filters.iter().map(|chip| format!("{} {}", chip.label, chip.count)).collect();
        let mut out = vec![format!("{} · {}", self.shop.name, self.title), counts.join(" · ")];
        out.extend(self.orders.iter().map(|row| {
            let (items, total, since) = (&row.items, &row.total, &row.since);
            format!("{} · {} · {} ({}) · {items} · {total} · {since}", row.number, row.status, row.buyer, row.place)
        }));
        out.extend(self.more.iter().chain(&self.empty).map(|say| say.text.clone()));
        out
    }
}

impl Named {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let refused =
            self.orders.iter().filter_map(|one| Some(format!("{}: {}", one.number, one.problem.as_ref()?.title)));
        std::iter::once(self.say.text.clone()).chain(refused).collect()
    }
}

impl Pack {
    /// What a terminal shows: the packing slip.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {} · {}", self.shop, self.title, self.status)];
        out.extend(self.address.iter().map(|line| format!("  {line}")));
        out.extend(self.lines.iter().map(|line| {
            let gtin = line.gtin.as_deref().unwrap_or("-");
            format!("[ ] {} × {} · {gtin}", line.qty, line.name)
        }));
        out.push(format!("{} · {} · {}", self.items, self.total, self.arrives));
        out.extend(self.parcel.iter().map(|say| say.text.clone()));
        out
    }
}

impl GoodsDesk {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let counts: Vec<String> = self.filters.iter().map(|chip| format!("{} {}", chip.label, chip.count)).collect();
        let mut out = vec![format!("{} · {}", self.shop.name, self.title), counts.join(" · ")];
        for row in &self.goods {
            let waits = row.waits.as_ref().map_or_else(String::new, |say| format!(" · {say}"));
            let low = if row.low { "! " } else { "" };
            out.push(format!("{low}{} · {} · {}{waits}", row.name, row.price, row.stock));
            out.push(format!("  {}", row.variant));
        }
        out.extend(self.empty.iter().map(|say| say.text.clone()));
        out
    }
}

impl Moved {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        vec![self.say.text.clone(), format!("  {}", self.op)]
    }
}

impl Delivery {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {} · {}", self.shop.name, self.title, self.amounts)];
        for way in &self.form.ways {
            let name = self.names.get(&way.id).map_or(way.id.as_str(), |say| say.text.as_str());
            out.push(format!("{name}: {} kg", way.weights.join(" / ")));
            for (row, distance) in way.rows.iter().zip(&self.distances) {
                out.push(format!("  {distance}: {} · {}-{}", row.rates.join(" / "), row.first_day, row.last_day));
            }
        }
        out
    }
}

impl Figures {
    /// What a terminal shows.
    pub fn lines(&self) -> Vec<String> {
        let mut out = vec![format!("{} · {}", self.shop.name, self.title), self.sum.text.clone()];
        out.extend(self.stale.iter().map(|say| say.text.clone()));
        out.extend(self.states.iter().map(|bar| format!("{}: {}", bar.label, bar.count)));
        let sold = self.days.iter().filter(|day| day.share > 0);
        out.extend(sold.map(|day| format!("{} · {} · {}", day.date, day.orders, day.total)));
        out.extend(self.no_sales.iter().map(|say| say.text.clone()));
        out.extend(self.best.iter().chain(&self.low).map(|ranked| format!("{} · {}", ranked.name, ranked.say)));
        out.extend(self.enough.iter().map(|say| say.text.clone()));
        out
    }
}
