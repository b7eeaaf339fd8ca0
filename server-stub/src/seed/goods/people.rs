//! Things for the people of the house. Food for people is taxed at the reduced rate in Japan, food
//! for animals at the standard one: these rows are why a cart can hold both.

use super::super::pictures::Shape::*;
use super::super::words::*;
use super::Good;

pub const GOODS: &[Good] = &[
    Good {
        no: 140,
        shop: "miyako",
        category: "people-food",
        shape: Box,
        names: [
            "Paw Butter Cookies for People",
            "人も笑顔 肉球バタークッキー",
            "사람용 발바닥 버터 쿠키",
            "人吃的肉球黄油曲奇",
        ],
        brands: &[HIDAMARI],
        kinds: &[MILK, GREEN_TEA, SESAME],
        sizes: &[("12", 180, 1080)],
    },
    Good {
        no: 141,
        shop: "miyako",
        category: "people-food",
        shape: Box,
        names: ["After-Walk Tea for People", "おさんぽ帰りのお茶", "산책 후 마시는 차", "散步归来茶"],
        brands: &[HIDAMARI],
        kinds: &[GREEN_TEA, CHAMOMILE, YUZU],
        sizes: &[("10 bags", 60, 864)],
    },
    Good {
        no: 142,
        shop: "miyako",
        category: "people-goods",
        shape: Carrier,
        names: ["Walk Tote", "おさんぽトート", "산책 토트백", "散步手提袋"],
        brands: &[ITOYA],
        kinds: COLOURS_3,
        sizes: &[("M", 320, 2640)],
    },
];
