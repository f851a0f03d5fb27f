//! Harbourline, an invented company that sells software to freight companies: its customers, and the people there.

/// The customers, each with its share of what is spent in all, in thousandths.
const CUSTOMERS: &[(&str, u64)] = &[
    ("Kestrel Freight", 262),
    ("Mosswood", 218),
    ("Bluefin Grocers", 84),
    ("Tallyport", 92),
    ("Corvid Legal", 44),
    ("Ferrant & Sons", 22),
    ("Alderney Shipping", 20),
    ("Pinnacle Cold Chain", 18),
    ("Quillon Insurance", 17),
    ("Saltmarsh Foods", 16),
    ("Bramble Parcel", 15),
    ("Ostrava Steel", 14),
    ("Windhover Air Cargo", 13),
    ("Lantern Pharma", 12),
    ("Northgate Timber", 11),
    ("Juniper Retail", 10),
    ("Halcyon Ferries", 9),
    ("Redwater Mining", 9),
    ("Sable Textiles", 8),
    ("Thistle Dairy", 8),
    ("Vantage Tyres", 7),
    ("Arrowhead Couriers", 7),
    ("Copperline Rail", 6),
    ("Dunmore Paper", 6),
    ("Elmstead Furniture", 6),
    ("Foxglove Beauty", 5),
    ("Greywell Cement", 5),
    ("Harrow Instruments", 5),
    ("Inverleith Whisky", 5),
    ("Kingfisher Marine", 4),
    ("Larkfield Seeds", 4),
    ("Meridian Customs", 4),
    ("Nettleford Glass", 4),
    ("Orchard Row", 3),
    ("Petrel Offshore", 3),
    ("Rookery Books", 3),
    ("Silverbeck Optics", 3),
    ("Turnstone Express", 3),
    ("Underhill Wines", 2),
    ("Verity Labs", 2),
    ("Wexcombe Tools", 2),
    ("Yarrow Health", 2),
    ("Zephyr Drones", 2),
    ("Ashgrove Toys", 1),
    ("Belmont Lighting", 1),
    ("Cinder Coffee", 1),
];

const PEOPLE: &[&str] = &["mira.osei", "tom.vance", "ines.duarte", "kofi.lind", "sara.novak", "jun.park", "ada.brandt"];

/// A customer; of those that are named, more often than not.
pub(crate) fn customer(random: &mut fastrand::Rng, mostly: &[&'static str]) -> &'static str {
    if !mostly.is_empty() && random.u32(..100) < 65 {
        return mostly[random.usize(..mostly.len())];
    }
    let all: u64 = CUSTOMERS.iter().map(|(_, share)| share).sum();
    let mut place = random.u64(..all);
    for (name, share) in CUSTOMERS {
        match place.checked_sub(*share) {
            None => return name,
            Some(rest) => place = rest,
        }
    }
    CUSTOMERS[0].0
}

/// Somebody who works at a customer.
#[derive(Debug, Clone)]
pub(crate) struct Subscriber {
    pub(crate) id: String,
    pub(crate) email: String,
}

pub(crate) fn subscriber(random: &mut fastrand::Rng, customer: &str) -> Subscriber {
    let house: String = customer.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
    let number = random.usize(..PEOPLE.len());
    Subscriber { id: format!("{house}-{}", 1_001 + number), email: format!("{}@{house}.example", PEOPLE[number]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_forty_six_customers() {
        assert_eq!(CUSTOMERS.len(), 46);
    }
}
