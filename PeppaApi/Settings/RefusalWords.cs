using System.Globalization;
using System.Resources;
using System.Runtime.CompilerServices;
using System.Text;

namespace PeppaApi.Settings;

/// <summary>
/// What a person is told when something is refused, in their language. The code says it in English, with its facts in
/// place; <c>RefusalText.zh-CN.resx</c> has the Chinese under those words, with numbers for the facts.
/// </summary>
[InterpolatedStringHandler]
public sealed class RefusalWords
{
    private static readonly ResourceManager Texts = new("PeppaApi.Resources.RefusalText", typeof(RefusalWords).Assembly);
    private readonly StringBuilder _words = new();
    private readonly List<string> _facts = [];

    public RefusalWords(int literalLength, int formattedCount) => _words.EnsureCapacity(literalLength + (3 * formattedCount));

    /// <summary>Composes nothing where nothing is refused.</summary>
    public RefusalWords(int literalLength, int formattedCount, bool condition, out bool isNeeded)
        : this(literalLength, formattedCount) => isNeeded = !condition;

    public void AppendLiteral(string value) => _words.Append(value);

    public void AppendFormatted<T>(T value, string? format = null)
    {
        _words.Append(CultureInfo.InvariantCulture, $"{{{_facts.Count}}}");
        _facts.Add(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.CurrentCulture) : value?.ToString() ?? "");
    }

    public override string ToString()
    {
        var words = new StringBuilder(In(_words.ToString()));
        for (var i = 0; i < _facts.Count; i++)
        {
            words.Replace($"{{{i}}}", _facts[i]);
        }

        return words.ToString();
    }

    /// <summary>Words without facts. What has no translation, such as an upstream's own words, stays as it is.</summary>
    internal static string In(string english) =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? Texts.GetString(english, CultureInfo.CurrentUICulture) ?? english : english;
}
