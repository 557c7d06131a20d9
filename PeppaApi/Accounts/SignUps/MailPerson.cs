using System.Globalization;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Which mail addresses reach the same person.</summary>
internal static class MailPerson
{
    private static readonly IdnMapping Idn = new();

    /// <summary>The address apart from upper and lower case.</summary>
    public static string Exact(string email)
    {
        var (name, domain) = Split(email);
        return $"{name}@{domain}";
    }

    /// <summary>Without what people add to get several addresses from one mailbox: <c>+anything</c>, and dots where the provider ignores them.</summary>
    public static string Folded(string email)
    {
        var (name, domain) = Split(email);
        var plus = name.IndexOf('+', StringComparison.Ordinal);
        name = plus > 0 ? name[..plus] : name;
        return domain is "gmail.com" or "googlemail.com" ? $"{name.Replace(".", "", StringComparison.Ordinal)}@gmail.com" : $"{name}@{domain}";
    }

    /// <summary>The domain in the form in which it travels.</summary>
    public static string Domain(string email) => Split(email).Domain;

    private static (string Name, string Domain) Split(string email)
    {
        var at = email.LastIndexOf('@');
        return (email[..at].ToLowerInvariant(), Plain(email[(at + 1)..]));
    }

    private static string Plain(string domain)
    {
        var text = domain.TrimEnd('.').ToLowerInvariant();
        try
        {
            return Idn.GetAscii(text);
        }
        catch (ArgumentException)
        {
            return text;
        }
    }
}
