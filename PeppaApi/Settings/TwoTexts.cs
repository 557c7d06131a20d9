using System.Globalization;
using System.Text.Json.Serialization;

namespace PeppaApi.Settings;

/// <summary>A text of operators in both languages. Where one of the two is empty the other stands in.</summary>
public sealed record TwoTexts(string English = "", string Chinese = "")
{
    public static TwoTexts None { get; } = new();

    [JsonIgnore]
    public bool IsEmpty => English.Length == 0 && Chinese.Length == 0;

    /// <summary>In the reader's language.</summary>
    [JsonIgnore]
    public string Shown
    {
        get
        {
            var (first, second) = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "zh" ? (Chinese, English) : (English, Chinese);
            return first.Length > 0 ? first : second;
        }
    }

    /// <summary>Without spaces around.</summary>
    /// <exception cref="InputException">A text is longer than that.</exception>
    public static TwoTexts Checked(TwoTexts? wanted, int longest, string field)
    {
        // JSON can bring null where the type says it cannot be.
        var texts = new TwoTexts(wanted?.English?.Trim() ?? "", wanted?.Chinese?.Trim() ?? "");
        InputException.Require(texts.English.Length <= longest && texts.Chinese.Length <= longest, field, $"At most {longest:N0} characters in each language.");
        return texts;
    }
}
