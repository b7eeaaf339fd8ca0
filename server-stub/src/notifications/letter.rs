//! A mail's words, from the one catalogue, in its reader's language.

use petpro_domain::catalog::Names;
use petpro_domain::money::Money;
use petpro_domain::order::{Address, Bill, BillLine, ShopBill};
use petpro_domain::pet::Due;
use petpro_domain::texts::{Arg, Lang, args, money, text};

use crate::bookings::Words;

/// What a mail says, paragraph by paragraph; lines within one stand under each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub lang: Lang,
    pub subject: String,
    pub paragraphs: Vec<Vec<String>>,
    /// A file for the reader's calendar, `visit.ics`.
    pub calendar: Option<String>,
}

/// Who reads it.
#[derive(Clone, Debug)]
pub struct Reader {
    pub name: String,
    pub lang: Lang,
}

impl Reader {
    fn hello(&self) -> String {
        match self.name.as_str() {
            "" => text(self.lang, "mail-hello-nobody", args::NONE),
            name => text(self.lang, "mail-hello", &[("name", Arg::from(name))]),
        }
    }

    fn named(&self, names: &Names) -> String {
        names.text(self.lang).to_owned()
    }

    fn letter(&self, subject: String, mut paragraphs: Vec<Vec<String>>) -> Letter {
        paragraphs.insert(0, vec![self.hello()]);
        paragraphs.push(vec![text(self.lang, "mail-goodbye", args::NONE)]);
        paragraphs.retain(|lines| !lines.is_empty());
        Letter { lang: self.lang, subject, paragraphs, calendar: None }
    }
}

impl Letter {
    /// The order is paid: what was bought, from whom, for how much, and where it goes.
    pub fn confirmation(to: &Reader, bill: &Bill, shops: &[Names]) -> Self {
        let lang = to.lang;
        let number = [("number", Arg::from(&bill.number))];
        let mut paragraphs = vec![vec![text(lang, "mail-order-intro", &number)]];
        for (shop, names) in bill.shops.iter().zip(shops) {
            paragraphs.push(of_shop(to, shop, names));
        }
        let sum = |id: &str, amount: Money| text(lang, id, &[("amount", Arg::from(money(lang, amount)))]);
        let mut sums = vec![sum("mail-order-goods", bill.goods)];
        if bill.discount.amount != 0 {
            sums.push(sum("mail-order-discount", bill.discount));
        }
        sums.push(sum("mail-order-shipping", bill.shipping));
        if bill.tax_included {
            sums.extend([sum("mail-order-total", bill.total), sum("mail-order-tax-included", bill.tax)]);
        } else {
            sums.extend([sum("mail-order-tax-added", bill.tax), sum("mail-order-total", bill.total)]);
        }
        paragraphs.push(sums);
        let mut address = vec![text(lang, "mail-order-address", args::NONE)];
        address.extend(label(&bill.address));
        paragraphs.push(address);
        to.letter(text(lang, "mail-order-subject", &number), paragraphs)
    }

    /// A shop gave its parcel to the carrier.
    pub fn shipped(to: &Reader, bill: &Bill, shop: &ShopBill, names: &Names) -> Self {
        let lang = to.lang;
        let (name, carrier) =
            (to.named(names), shop.tracking.as_ref().map(|it| it.carrier.clone()).unwrap_or_default());
        let intro = [("shop", Arg::from(&name)), ("carrier", Arg::from(&carrier))];
        let mut facts = vec![text(lang, "mail-shipped-intro", &intro)];
        if let Some(tracking) = &shop.tracking {
            facts.push(text(lang, "mail-shipped-tracking", &[("number", Arg::from(&tracking.number))]));
        }
        let days = [("earliest", Arg::from(&shop.earliest)), ("latest", Arg::from(&shop.latest))];
        facts.push(text(lang, "mail-shipped-days", &days));
        let subject = text(lang, "mail-shipped-subject", &[("number", Arg::from(&bill.number))]);
        to.letter(subject, vec![facts, lines(to, shop)])
    }

    /// The order was called off.
    pub fn cancelled(to: &Reader, bill: &Bill) -> Self {
        let number = [("number", Arg::from(&bill.number))];
        let intro = vec![text(to.lang, "mail-cancelled-intro", &number)];
        to.letter(text(to.lang, "mail-cancelled-subject", &number), vec![intro])
    }

    /// A vaccination of one of their pets is due soon.
    pub fn vaccination(to: &Reader, due: &Due) -> Self {
        let said = due.args(to.lang);
        let intro = vec![text(to.lang, "mail-vaccination-intro", &said)];
        let next = vec![text(to.lang, "mail-vaccination-next", args::NONE)];
        to.letter(text(to.lang, "mail-vaccination-subject", &said), vec![intro, next])
    }

    /// What happened to a visit, with an entry for the calendar.
    pub fn visit(to: &Reader, words: Words) -> Self {
        let Words { said: (title, detail), facts, calendar } = words;
        let letter = to.letter(title.clone(), vec![vec![title], facts, vec![detail]]);
        Self { calendar: Some(calendar), ..letter }
    }

    /// For programs without HTML.
    pub fn text(&self) -> String {
        self.paragraphs.iter().map(|lines| lines.join("\n")).collect::<Vec<_>>().join("\n\n")
    }

    /// The same words; whatever came from people is text, never markup.
    pub fn html(&self) -> String {
        let paragraph = |lines: &Vec<String>| {
            let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
            format!("<p>{}</p>", lines.join("<br>"))
        };
        let body: String = self.paragraphs.iter().map(paragraph).collect();
        let (lang, title) = (self.lang.tag(), escaped(&self.subject));
        format!(
            "<!doctype html><html lang=\"{lang}\"><head><meta charset=\"utf-8\"><title>{title}</title></head>\
             <body><h1>{title}</h1>{body}</body></html>"
        )
    }
}

fn of_shop(to: &Reader, shop: &ShopBill, names: &Names) -> Vec<String> {
    let name = to.named(names);
    let head = text(to.lang, "mail-order-shop", &[("shop", Arg::from(&name)), ("number", Arg::from(&shop.number))]);
    [vec![head], lines(to, shop)].concat()
}

fn lines(to: &Reader, shop: &ShopBill) -> Vec<String> {
    let line = |line: &BillLine| {
        let mut name = to.named(&line.names);
        if !line.label.is_empty() {
            name = format!("{name} ({})", line.label);
        }
        let values =
            [("name", Arg::from(&name)), ("qty", Arg::from(line.qty)), ("amount", Arg::from(money(to.lang, line.net)))];
        text(to.lang, "mail-order-line", &values)
    };
    shop.lines.iter().map(line).collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// An address as it stands on a parcel, line by line.
fn label(to: &Address) -> Vec<String> {
    let place = format!("{} {}", to.postal_code, to.city);
    let lines = [to.name.clone(), place, to.line1.clone(), to.line2.clone(), to.region.clone()];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}
