using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace PeppaApi.Accounts.SignUps;

/// <summary>
/// Names that a reader would take for one another. After Unicode's rules for identifiers (UTS 39): letters of one script,
/// or of Chinese, Japanese or Korean beside Latin; nothing invisible; and a skeleton that is the same for names that look the same.
/// </summary>
internal static class LookAlike
{
    [Flags]
    private enum Scripts
    {
        None = 0,
        Latin = 1,
        Greek = 2,
        Cyrillic = 4,
        Han = 8,
        Kana = 16,
        Bopomofo = 32,
        Hangul = 64,
        Other = 128,
    }

    private static readonly FrozenDictionary<char, char> Twins = Pairs(
        // Digits, and the letters that pass for them.
        "0o", "1l", "il", "ıl",
        // Cyrillic
        "аa", "вb", "еe", "һh", "іl", "јj", "кk", "мm", "нh", "оo", "рp", "сc", "тt", "уy", "ѕs", "хx", "ԁd", "ԛq", "ԝw", "ґr", "ьb", "пn", "гr",
        // Greek
        "αa", "βb", "εe", "ηn", "ιl", "κk", "μu", "νv", "οo", "ρp", "σo", "τt", "υu", "χx", "γy", "ωw");

    /// <summary>Whether the name is made of what may stand together, in its one normal form.</summary>
    public static bool IsPlain(string name)
    {
        if (!name.IsNormalized(NormalizationForm.FormKC))
        {
            // Also whatever is wide, narrow, superscript or in a circle.
            return false;
        }

        var scripts = Scripts.None;
        foreach (var rune in name.EnumerateRunes())
        {
            if (rune.IsAscii ? !IsPlainAscii((char)rune.Value) : Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.OtherLetter))
            {
                return false;
            }

            scripts |= ScriptOf(rune);
        }

        return IsOne(scripts & ~Scripts.Other) && !scripts.HasFlag(Scripts.Other);
    }

    /// <summary>The same for names that look the same.</summary>
    public static string Skeleton(string name)
    {
        // Capitals first: a capital i passes for a small l, and both are folded with it.
        var text = name.Normalize(NormalizationForm.FormKD).ToLowerInvariant();
        var skeleton = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.Control))
            {
                skeleton.Append(Twins.GetValueOrDefault(letter, letter));
            }
        }

        return skeleton.Replace("rn", "m").Replace("vv", "w").Replace('-', '_').Replace('.', '_').ToString();
    }

    private static bool IsPlainAscii(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-';

    private static bool IsOne(Scripts scripts) => scripts switch
    {
        Scripts.None or Scripts.Latin or Scripts.Greek or Scripts.Cyrillic => true,
        _ when (scripts & ~(Scripts.Latin | Scripts.Han | Scripts.Kana)) == 0 => true,
        _ when (scripts & ~(Scripts.Latin | Scripts.Han | Scripts.Bopomofo)) == 0 => true,
        _ => (scripts & ~(Scripts.Latin | Scripts.Han | Scripts.Hangul)) == 0,
    };

    private static Scripts ScriptOf(Rune rune) => rune.Value switch
    {
        _ when rune.IsAscii => Rune.IsLetter(rune) ? Scripts.Latin : Scripts.None,
        >= 0x00C0 and <= 0x024F or >= 0x1E00 and <= 0x1EFF => Scripts.Latin,
        >= 0x0370 and <= 0x03FF or >= 0x1F00 and <= 0x1FFF => Scripts.Greek,
        >= 0x0400 and <= 0x052F => Scripts.Cyrillic,
        >= 0x3040 and <= 0x30FF => Scripts.Kana,
        >= 0x3105 and <= 0x312F => Scripts.Bopomofo,
        0x3005 or 0x3007 or >= 0x3400 and <= 0x4DBF or >= 0x4E00 and <= 0x9FFF or >= 0x20000 and <= 0x323AF => Scripts.Han,
        >= 0xAC00 and <= 0xD7A3 => Scripts.Hangul,
        _ => Scripts.Other,
    };

    private static FrozenDictionary<char, char> Pairs(params string[] pairs) => pairs.ToFrozenDictionary(pair => pair[0], pair => pair[1]);
}
