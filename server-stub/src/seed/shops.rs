//! The demo's market: shops in five prefectures, their shipping tables, categories and taxes.

use super::words::Four;

/// A shop: key, names, prefecture, free shipping from (yen), shipping table, processing days.
pub struct ShopRow {
    pub key: &'static str,
    pub names: Four,
    pub region: &'static str,
    pub free_shipping_from: Option<i64>,
    pub shipping: &'static str,
    pub processing_days: u32,
    /// Shipping table of its express delivery.
    pub express: Option<&'static str>,
}

pub const SHOPS: &[ShopRow] = &[
    ShopRow {
        key: "sakura",
        names: ["Sakura Pet Hall", "さくらペット堂", "사쿠라 펫당", "樱花宠物堂"],
        region: "JP-13",
        free_shipping_from: Some(4_980),
        shipping: "jp-parcel",
        processing_days: 1,
        express: Some("jp-express"),
    },
    ShopRow {
        key: "naniwa",
        names: ["Naniwa Pet Market", "なにわペット市場", "나니와 펫 시장", "浪速宠物市场"],
        region: "JP-27",
        free_shipping_from: Some(6_980),
        shipping: "jp-economy",
        processing_days: 2,
        express: Some("jp-express"),
    },
    ShopRow {
        key: "kita",
        names: ["Northern Paws Farm", "北のわんにゃん農場", "북녘 멍냥 농장", "北国汪喵农场"],
        region: "JP-01",
        free_shipping_from: Some(9_800),
        shipping: "jp-parcel",
        processing_days: 3,
        express: None,
    },
    ShopRow {
        key: "hakata",
        names: ["Hakata Aqua & Wings", "博多アクア＆ウィング", "하카타 아쿠아 & 윙", "博多水族与飞羽"],
        region: "JP-40",
        free_shipping_from: None,
        shipping: "jp-fragile",
        processing_days: 2,
        express: None,
    },
    ShopRow {
        key: "miyako",
        names: ["Miyako Small Friends", "みやこ小さな友だち", "미야코 작은 친구들", "京都小伙伴"],
        region: "JP-26",
        free_shipping_from: Some(3_980),
        shipping: "jp-economy",
        processing_days: 1,
        express: Some("jp-express"),
    },
];

/// Upper bounds of the weight bands in grams, shared by the three tables.
pub const WEIGHTS_G: &[u32] = &[2_000, 5_000, 10_000, 20_000];

/// A shipping table: `rates[distance band][weight band]` in yen, from the shop's own prefecture
/// (band 0) and its area to Okinawa (band 5), and the carrier's first and last day for each distance.
pub struct ShippingRow {
    pub id: &'static str,
    pub rates: &'static [[i64; 4]],
    pub days: &'static [[u32; 2]],
}

pub const SHIPPING: &[ShippingRow] = &[
    ShippingRow {
        id: "jp-parcel",
        rates: &[
            [580, 780, 1_080, 1_480],
            [680, 880, 1_180, 1_580],
            [780, 980, 1_280, 1_780],
            [880, 1_080, 1_480, 1_980],
            [1_080, 1_280, 1_780, 2_280],
            [1_480, 1_980, 2_680, 3_480],
        ],
        days: &[[1, 1], [1, 1], [1, 2], [1, 2], [2, 3], [3, 5]],
    },
    ShippingRow {
        id: "jp-economy",
        rates: &[
            [480, 680, 980, 1_380],
            [580, 780, 1_080, 1_480],
            [660, 860, 1_180, 1_580],
            [760, 960, 1_280, 1_780],
            [920, 1_180, 1_580, 2_080],
            [1_280, 1_680, 2_280, 2_980],
        ],
        days: &[[1, 2], [1, 2], [2, 3], [2, 4], [3, 5], [5, 8]],
    },
    ShippingRow {
        id: "jp-fragile",
        rates: &[
            [780, 980, 1_380, 1_880],
            [880, 1_080, 1_480, 1_980],
            [980, 1_180, 1_680, 2_180],
            [1_080, 1_380, 1_880, 2_480],
            [1_280, 1_580, 2_180, 2_880],
            [1_780, 2_280, 2_980, 3_880],
        ],
        days: &[[1, 1], [1, 2], [1, 2], [2, 3], [2, 3], [3, 6]],
    },
    ShippingRow {
        id: "jp-express",
        rates: &[
            [980, 1_280, 1_680, 2_280],
            [1_080, 1_380, 1_780, 2_380],
            [1_180, 1_480, 1_980, 2_680],
            [1_380, 1_680, 2_280, 2_980],
            [1_680, 1_980, 2_680, 3_480],
            [2_480, 2_980, 3_880, 4_980],
        ],
        days: &[[0, 1], [0, 1], [1, 1], [1, 1], [1, 2], [2, 3]],
    },
];

/// Public holidays on which nobody packs.
pub const HOLIDAYS: &[&str] = &[
    "2026-01-01",
    "2026-01-12",
    "2026-02-11",
    "2026-02-23",
    "2026-03-20",
    "2026-04-29",
    "2026-05-03",
    "2026-05-04",
    "2026-05-05",
    "2026-05-06",
    "2026-07-20",
    "2026-08-11",
    "2026-09-21",
    "2026-09-22",
    "2026-09-23",
    "2026-10-12",
    "2026-11-03",
    "2026-11-23",
    "2027-01-01",
    "2027-01-11",
];

/// Tax rows: id and basis points. Food for people is `reduced`, food for animals is not.
pub const TAXES: &[(&str, u32)] = &[("JP:standard", 1_000), ("JP:reduced", 800)];

/// Categories: key, parent, names; the order is the order on screen.
pub const CATEGORIES: &[(&str, Option<&str>, Four)] = &[
    ("dog", None, ["Dogs", "犬", "강아지", "狗狗"]),
    ("dog-food", Some("dog"), ["Dog Food", "ドッグフード", "강아지 사료", "狗粮"]),
    ("dog-treats", Some("dog"), ["Dog Treats", "犬のおやつ", "강아지 간식", "狗零食"]),
    ("dog-toys", Some("dog"), ["Dog Toys", "犬のおもちゃ", "강아지 장난감", "狗玩具"]),
    ("dog-walk", Some("dog"), ["Walks & Outings", "おさんぽ・おでかけ", "산책・외출", "散步与外出"]),
    ("dog-home", Some("dog"), ["Beds & Bowls", "ベッド・食器", "침대・식기", "窝与食盆"]),
    ("dog-care", Some("dog"), ["Dog Care", "犬のケア", "강아지 케어", "狗狗护理"]),
    ("cat", None, ["Cats", "猫", "고양이", "猫咪"]),
    ("cat-food", Some("cat"), ["Cat Food", "キャットフード", "고양이 사료", "猫粮"]),
    ("cat-treats", Some("cat"), ["Cat Treats", "猫のおやつ", "고양이 간식", "猫零食"]),
    ("cat-litter", Some("cat"), ["Cat Litter", "猫砂", "고양이 모래", "猫砂"]),
    ("cat-toys", Some("cat"), ["Cat Toys", "猫のおもちゃ", "고양이 장난감", "猫玩具"]),
    (
        "cat-home",
        Some("cat"),
        ["Cat Furniture & Carriers", "猫の家具・キャリー", "고양이 가구・이동장", "猫家具与外出箱"],
    ),
    ("cat-care", Some("cat"), ["Cat Care", "猫のケア", "고양이 케어", "猫咪护理"]),
    ("small", None, ["Small Animals", "小動物", "소동물", "小宠"]),
    ("small-food", Some("small"), ["Small Animal Food", "小動物のフード", "소동물 사료", "小宠粮"]),
    ("small-toys", Some("small"), ["Wheels & Chews", "回し車・かじり木", "쳇바퀴・갉이", "跑轮与磨牙"]),
    ("small-home", Some("small"), ["Bedding & Homes", "床材・おうち", "베딩・집", "垫料与小屋"]),
    ("bird", None, ["Birds", "鳥", "새", "鸟类"]),
    ("bird-food", Some("bird"), ["Bird Food", "鳥のごはん", "새 먹이", "鸟粮"]),
    ("bird-toys", Some("bird"), ["Bird Toys", "鳥のおもちゃ", "새 장난감", "鸟玩具"]),
    ("bird-home", Some("bird"), ["Cages & Nests", "鳥かご・巣", "새장・둥지", "鸟笼与鸟窝"]),
    ("fish", None, ["Fish & Aquariums", "魚・アクアリウム", "물고기・아쿠아리움", "鱼与水族"]),
    ("fish-food", Some("fish"), ["Fish Food", "魚のえさ", "물고기 먹이", "鱼食"]),
    ("fish-care", Some("fish"), ["Water Care", "水質ケア", "수질 관리", "水质护理"]),
    ("fish-home", Some("fish"), ["Tanks & Plants", "水槽・水草", "수조・수초", "鱼缸与水草"]),
    ("people", None, ["For Their People", "飼い主さんに", "보호자용", "主人用品"]),
    ("people-food", Some("people"), ["Snacks & Tea for People", "人のおやつ・お茶", "사람 간식・차", "人的零食与茶"]),
    ("people-goods", Some("people"), ["Bags & Goods", "バッグ・雑貨", "가방・잡화", "包袋杂货"]),
];
