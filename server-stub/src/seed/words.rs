//! Words of the demo catalogue in English, Japanese, Korean and Chinese: brands, tastes, colours,
//! scents. The brands are invented.

use petpro_domain::catalog::Names;

/// English, Japanese, Korean, Chinese.
pub type Four = [&'static str; 4];

/// Several words joined by a space, language by language.
pub fn names(parts: &[Four]) -> Names {
    let join = |i: usize| parts.iter().map(|part| part[i]).collect::<Vec<_>>().join(" ");
    Names { en: join(0), ja: join(1), ko: join(2), zh: join(3) }
}

/// An invented maker; `percent` of the list price is what its goods cost.
pub struct Brand {
    pub names: Four,
    pub percent: i64,
}

const fn brand(names: Four, percent: i64) -> Brand {
    Brand { names, percent }
}

pub const MOFURI: Brand = brand(["Mofuri", "もふり", "모후리", "茸茸里"], 100);
pub const KOMOREBI: Brand = brand(["Komorebi Kitchen", "こもれびキッチン", "코모레비 키친", "木漏日厨房"], 128);
pub const TSUKIMI: Brand = brand(["Tsukimi Farm", "月見ファーム", "츠키미 팜", "月见农场"], 112);
pub const NYANTO: Brand = brand(["Nyanto", "にゃんと", "냥토", "喵都"], 100);
pub const KAZEHANA: Brand = brand(["Kazehana", "風花", "카제하나", "风花"], 120);
pub const AOZORA: Brand = brand(["Aozora Gear", "青空ギア", "아오조라 기어", "青空装备"], 100);
pub const ITOYA: Brand = brand(["Itoguruma", "糸車", "이토구루마", "纺车"], 135);
pub const YUZUHI: Brand = brand(["Yuzu & Hinoki", "柚子と檜", "유자와 편백", "柚子与桧木"], 100);
pub const MIMOSA: Brand = brand(["Mimosa Home", "ミモザホーム", "미모사 홈", "含羞草之家"], 100);
pub const DONGURI: Brand = brand(["Donguri Forest", "どんぐりの森", "동구리 숲", "橡果森林"], 100);
pub const KOTORI: Brand = brand(["Kotori-an", "小鳥庵", "고토리안", "小鸟庵"], 100);
pub const SHIOSAI: Brand = brand(["Shiosai", "潮騒", "시오사이", "潮声"], 100);
pub const HIDAMARI: Brand = brand(["Hidamari Bakery", "ひだまりベーカリー", "히다마리 베이커리", "向阳烘焙坊"], 100);

pub const CHICKEN: Four = ["Chicken", "チキン", "닭고기", "鸡肉"];
pub const SALMON: Four = ["Salmon", "サーモン", "연어", "三文鱼"];
pub const BEEF: Four = ["Beef", "ビーフ", "소고기", "牛肉"];
pub const LAMB: Four = ["Lamb", "ラム", "양고기", "羊肉"];
pub const DUCK: Four = ["Duck", "ダック", "오리고기", "鸭肉"];
pub const VENISON: Four = ["Venison", "鹿肉", "사슴고기", "鹿肉"];
pub const TURKEY: Four = ["Turkey", "ターキー", "칠면조", "火鸡肉"];
pub const PORK: Four = ["Pork", "ポーク", "돼지고기", "猪肉"];
pub const TUNA: Four = ["Tuna", "まぐろ", "참치", "金枪鱼"];
pub const BONITO: Four = ["Bonito", "かつお", "가다랑어", "鲣鱼"];
pub const WHITEFISH: Four = ["Whitefish", "白身魚", "흰살생선", "白身鱼"];
pub const SCALLOP: Four = ["Scallop", "ほたて", "가리비", "扇贝"];
pub const SHRIMP: Four = ["Shrimp", "えび", "새우", "虾仁"];
pub const SARDINE: Four = ["Sardine", "いわし", "정어리", "沙丁鱼"];

pub const MEATS: &[Four] = &[CHICKEN, SALMON, BEEF, LAMB, DUCK, VENISON];
pub const MEATS_MILD: &[Four] = &[CHICKEN, TURKEY, WHITEFISH];
pub const MEATS_CAN: &[Four] = &[CHICKEN, BEEF, LAMB, PORK, TURKEY];
pub const SEAFOOD: &[Four] = &[TUNA, BONITO, SALMON, WHITEFISH, SCALLOP, SHRIMP];
pub const CAT_DRY: &[Four] = &[CHICKEN, TUNA, SALMON, WHITEFISH, DUCK, BONITO];
pub const CAT_MILD: &[Four] = &[CHICKEN, WHITEFISH];

pub const RED: Four = ["Red", "レッド", "레드", "红色"];
pub const NAVY: Four = ["Navy", "ネイビー", "네이비", "藏青色"];
pub const BLACK: Four = ["Black", "ブラック", "블랙", "黑色"];
pub const BEIGE: Four = ["Beige", "ベージュ", "베이지", "米色"];
pub const PINK: Four = ["Pink", "ピンク", "핑크", "粉色"];
pub const MOSS: Four = ["Moss Green", "モスグリーン", "모스 그린", "苔绿色"];
pub const ORANGE: Four = ["Orange", "オレンジ", "오렌지", "橙色"];
pub const SKY: Four = ["Sky Blue", "スカイブルー", "스카이 블루", "天蓝色"];
pub const WHITE: Four = ["White", "ホワイト", "화이트", "白色"];
pub const GREY: Four = ["Grey", "グレー", "그레이", "灰色"];

pub const COLOURS_3: &[Four] = &[NAVY, BEIGE, RED];
pub const COLOURS_4: &[Four] = &[GREY, BEIGE, SKY, PINK];
pub const COLOURS_5: &[Four] = &[RED, NAVY, BLACK, MOSS, ORANGE];
pub const COLOURS_6: &[Four] = &[RED, NAVY, BLACK, BEIGE, PINK, MOSS];
pub const TOY_COLOURS: &[Four] = &[ORANGE, SKY, PINK, MOSS, RED];
pub const PALE: &[Four] = &[WHITE, GREY, BEIGE];

pub const UNSCENTED: Four = ["Unscented", "無香料", "무향", "无香"];
pub const GREEN_TEA: Four = ["Green Tea", "緑茶", "녹차", "绿茶"];
pub const LAVENDER: Four = ["Lavender", "ラベンダー", "라벤더", "薰衣草"];
pub const HINOKI: Four = ["Hinoki", "ひのき", "편백", "桧木"];
pub const YUZU: Four = ["Yuzu", "ゆず", "유자", "柚子"];
pub const PEACH: Four = ["Peach", "もも", "복숭아", "蜜桃"];
pub const CHAMOMILE: Four = ["Chamomile", "カモミール", "캐모마일", "洋甘菊"];
pub const MINT: Four = ["Mint", "ミント", "민트", "薄荷"];
pub const MILK: Four = ["Milk", "ミルク", "우유", "牛奶"];

pub const APPLE: Four = ["Apple", "りんご", "사과", "苹果"];
pub const CARROT: Four = ["Carrot", "にんじん", "당근", "胡萝卜"];
pub const SWEET_POTATO: Four = ["Sweet Potato", "さつまいも", "고구마", "红薯"];
pub const PUMPKIN: Four = ["Pumpkin", "かぼちゃ", "단호박", "南瓜"];
pub const CHEESE: Four = ["Cheese", "チーズ", "치즈", "奶酪"];
pub const BLUEBERRY: Four = ["Blueberry", "ブルーベリー", "블루베리", "蓝莓"];
pub const BANANA: Four = ["Banana", "バナナ", "바나나", "香蕉"];
pub const PAPAYA: Four = ["Papaya", "パパイヤ", "파파야", "木瓜"];
pub const HONEY: Four = ["Honey", "はちみつ", "꿀", "蜂蜜"];
pub const SESAME: Four = ["Sesame", "ごま", "참깨", "芝麻"];

pub const STANDARD: Four = ["Classic", "スタンダード", "클래식", "经典款"];
pub const LARGE_GRAIN: Four = ["Coarse", "粗め", "굵은 입자", "粗粒"];
pub const FINE_GRAIN: Four = ["Fine", "細かめ", "고운 입자", "细粒"];
