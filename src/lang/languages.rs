//! All languages we have, and which of them somebody means.
//!
//! Must not read the environment: what was asked for comes in as text ([`super::choice`]).

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use fluent::FluentResource;
use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use unic_langid::LanguageIdentifier;

use super::folder::{self, LocaleProblem};
use super::{Lang, built_in, bundle};

/// What the languages are made of.
#[derive(Clone, Debug)]
pub struct Languages {
    folders: BTreeMap<String, Language>,
}

#[derive(Clone, Debug)]
struct Language {
    langid: LanguageIdentifier,
    /// The operator's files.
    over: Vec<Arc<FluentResource>>,
}

impl Languages {
    /// Those inside the binary.
    pub fn built_in() -> Self {
        let language = |folder| Some(Language { langid: built_in::langid(folder)?, over: Vec::new() });
        let folders =
            built_in::ALL.iter().filter_map(|known| Some((known.folder.to_owned(), language(known.folder)?)));
        Self { folders: folders.collect() }
    }

    /// Those inside the binary, and those of a folder: each folder in it is a language, or lays
    /// sentences over those of a built-in one. What is broken there is left out and told.
    pub fn with_dir(dir: &Path) -> (Self, Vec<LocaleProblem>) {
        let mut languages = Self::built_in();
        let (found, problems) = folder::read(dir);
        for folder in found {
            let language = Language { langid: folder.langid, over: Vec::new() };
            let language = languages.folders.entry(folder.name).or_insert(language);
            language.over.extend(folder.resources);
        }
        (languages, problems)
    }

    /// The folders, sorted.
    pub fn known(&self) -> Vec<String> {
        self.folders.keys().cloned().collect()
    }

    /// Which folder is meant by a language tag or a locale's name: `zh_CN.UTF-8`, `zh-Hans`, `CN`.
    /// `None` if we have nothing that its speaker reads, and for `C` and `POSIX`, which name no
    /// language.
    pub fn find(&self, asked: &str) -> Option<String> {
        // POSIX: language[_territory][.codeset][@modifier].
        let tag = asked.trim().split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        if let Some(folder) = self.folders.keys().find(|folder| folder.eq_ignore_ascii_case(&tag)) {
            return Some(folder.clone());
        }
        if tag.is_empty() || tag.eq_ignore_ascii_case("C") || tag.eq_ignore_ascii_case("POSIX") {
            return None;
        }
        let asked: LanguageIdentifier = tag.parse().ok()?;
        let have: Vec<_> = self.folders.values().map(|language| &language.langid).collect();
        let best = negotiate_languages(&[&asked], &have, None, NegotiationStrategy::Lookup);
        // Another script or region of the same language is better than a foreign language.
        let same = |langid: &&LanguageIdentifier| langid.language == asked.language;
        let best = best.first().copied().or_else(|| have.iter().find(|langid| same(langid)))?;
        self.folders.iter().find(|(_, language)| language.langid == **best).map(|(folder, _)| folder.clone())
    }

    /// The language of a folder; of one that we don't have, English.
    pub fn lang(&self, folder: &str) -> Lang {
        let mut chain = Vec::new();
        let mut tag = built_in::FALLBACK;
        if let Some((name, language)) = self.folders.get_key_value(folder) {
            tag = name;
            let built_in = built_in::resources(folder);
            if !language.over.is_empty() {
                let resources = built_in.iter().chain(&language.over).cloned();
                chain.push(bundle(&language.langid, resources));
            }
            if !built_in.is_empty() {
                chain.push(bundle(&language.langid, built_in));
            }
        }
        if (tag != built_in::FALLBACK || chain.is_empty())
            && let Some(langid) = built_in::langid(built_in::FALLBACK)
        {
            chain.push(bundle(&langid, built_in::resources(built_in::FALLBACK)));
        }
        Lang::new(tag, chain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_any_of_its_names() {
        let languages = Languages::built_in();
        for asked in [
            "cn",
            "CN",
            "zh",
            "ZH",
            "zh-CN",
            "zh_CN",
            "zh_CN.UTF-8",
            "zh_CN.utf8",
            "zh-Hans",
            "zh-Hans-CN",
            "zh_Hans_CN",
            "zh-SG",
            "zh-TW",
            "zh-Hant-HK",
        ] {
            assert_eq!(languages.find(asked).as_deref(), Some("cn"), "{asked}");
        }
        for asked in ["en", "EN", "en_US.UTF-8", "en_GB@euro", "en-Latn-US", " en "] {
            assert_eq!(languages.find(asked).as_deref(), Some("en"), "{asked}");
        }
        for asked in ["", "C", "C.UTF-8", "POSIX", "fr", "fr_FR.UTF-8", "tlh", "no language", "-", "中文"] {
            assert_eq!(languages.find(asked), None, "{asked}");
        }
        assert_eq!(languages.known(), ["cn", "en"]);
    }

    #[test]
    fn an_unknown_folder_speaks_english() {
        let lang = Languages::built_in().lang("fr");
        assert_eq!(lang.tag(), "en");
    }
}
