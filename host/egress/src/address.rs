//! Which addresses may be reached.
//!
//! A name says nothing: it may resolve to anything. Every address that it resolves to is judged here, and the
//! connection goes to exactly those. Addresses that only carry an IPv4 address inside are judged by what they carry.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far away an address is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    Public,
    /// Only by grant.
    Private(&'static str),
    /// Whatever was granted.
    Never(&'static str),
}

/// The address may not be reached.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{named}, which may {}", if *.is_grantable { "be reached only if private addresses are allowed here" } else { "never be reached" })]
pub(crate) struct Refused {
    /// For example `gateway.example resolves to 10.0.0.3, a private address`.
    named: String,
    is_grantable: bool,
}

/// Fails unless the address may be reached.
pub(crate) fn check(name: Option<&str>, address: IpAddr, allow_private: bool) -> Result<(), Refused> {
    let (what, is_grantable) = match reach(address) {
        Reach::Public => return Ok(()),
        Reach::Private(_) if allow_private => return Ok(()),
        Reach::Private(what) => (what, true),
        Reach::Never(what) => (what, false),
    };
    let named = match name {
        Some(name) => format!("{name} resolves to {address}, {what}"),
        None => format!("{address} is {what}"),
    };
    Err(Refused { named, is_grantable })
}

fn reach(address: IpAddr) -> Reach {
    match address {
        IpAddr::V4(address) => reach_v4(address),
        IpAddr::V6(address) => reach_v6(address),
    }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    const METADATA: &str = "a metadata service";
    match address.octets() {
        // Alibaba Cloud and Oracle Cloud keep theirs in ranges that are otherwise shared; Azure's is a public address.
        [100, 100, 100, 200] | [192, 0, 0, 192] | [168, 63, 129, 16] => Reach::Never(METADATA),
        [169, 254, 169, 254] => Reach::Never(METADATA),
        [169, 254, ..] => Reach::Never("a link-local address"),
        [0, ..] => Reach::Never("an unspecified address"),
        [224..=239, ..] => Reach::Never("a multicast address"),
        [240..=255, ..] => Reach::Never("a reserved address"),
        [192, 0, 0 | 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => Reach::Never("a reserved address"),
        [127, ..] => Reach::Private("a loopback address"),
        [10, ..] | [172, 16..=31, ..] | [192, 168, ..] => Reach::Private("a private address"),
        [100, 64..=127, ..] => Reach::Private("a shared (carrier) address"),
        [198, 18 | 19, ..] => Reach::Private("a benchmarking address"),
        _ => Reach::Public,
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    let embedded = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        reach_v4(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 0] => Reach::Never("an unspecified address"),
        [0, 0, 0, 0, 0, 0, 0, 1] => Reach::Private("a loopback address"),
        // Compatible, mapped and translated IPv4, NAT64, 6to4.
        [0, 0, 0, 0, 0, 0 | 0xffff, high, low]
        | [0, 0, 0, 0, 0xffff, 0, high, low]
        | [0x64, 0xff9b, 0, 0, 0, 0, high, low]
        | [0x2002, high, low, ..] => embedded(high, low),
        [0x64, 0xff9b, 1, ..] => Reach::Private("a private address"),
        [0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254] | [0xfd20, 0xce, 0, 0, 0, 0, 0, 0x254] => {
            Reach::Never("a metadata service")
        }
        [0xfe80..=0xfebf, ..] => Reach::Never("a link-local address"),
        [0xfec0..=0xfeff, ..] => Reach::Private("a site-local address"),
        [0xfc00..=0xfdff, ..] => Reach::Private("a private address"),
        [0xff00..=0xffff, ..] => Reach::Never("a multicast address"),
        [0x2001, 0, ..] => Reach::Never("a Teredo address"),
        [0x2001, 0xdb8, ..] | [0x100, 0, 0, 0, ..] => Reach::Never("a reserved address"),
        _ => Reach::Public,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn verdicts(text: &str) -> (bool, bool) {
        let address = text.parse().unwrap();
        (check(None, address, false).is_ok(), check(None, address, true).is_ok())
    }

    #[test]
    fn public_addresses_are_reached() {
        for text in [
            "1.1.1.1",
            "104.18.7.192",
            "172.32.0.1",
            "100.128.0.1",
            "2606:4700::1111",
            "2a00:1450:4001::200e",
            "64:ff9b::1.1.1.1",
        ] {
            assert_eq!(verdicts(text), (true, true), "{text}");
        }
    }

    #[test]
    fn private_addresses_take_a_grant() {
        let texts = [
            "127.0.0.1",
            "127.9.9.9",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "100.64.0.1",
            "198.18.0.1",
            "::1",
            "fc00::1",
            "fd12:3456::1",
            "fec0::1",
            "::ffff:127.0.0.1",
            "::ffff:0:127.0.0.1",
            "::ffff:10.1.2.3",
            "::127.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:7f00:1::",
            "2002:c0a8:101::1",
            "64:ff9b:1::1",
        ];
        for text in texts {
            assert_eq!(verdicts(text), (false, true), "{text}");
        }
    }

    #[test]
    fn metadata_link_local_and_the_like_are_never_reached() {
        let texts = [
            "169.254.169.254",
            "169.254.0.1",
            "0.0.0.0",
            "0.1.2.3",
            "224.0.0.1",
            "239.255.255.255",
            "255.255.255.255",
            "240.0.0.1",
            "100.100.100.200",
            "192.0.0.192",
            "168.63.129.16",
            "192.0.2.1",
            "198.51.100.7",
            "203.0.113.9",
            "::",
            "fe80::1",
            "febf::1",
            "ff02::1",
            "fd00:ec2::254",
            "fd20:ce::254",
            "::ffff:169.254.169.254",
            "::169.254.169.254",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "2001:0:1::1",
            "2001:db8::1",
            "::ffff:0.0.0.0",
        ];
        for text in texts {
            assert_eq!(verdicts(text), (false, false), "{text}");
        }
    }

    #[test]
    fn the_refusal_says_what_resolved_to_what() {
        let refused = check(Some("gateway.example"), "10.0.0.3".parse().unwrap(), false).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "gateway.example resolves to 10.0.0.3, a private address, which may be reached only if private addresses are allowed here"
        );
    }
}
