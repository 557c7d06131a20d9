using System.Collections.Frozen;

namespace PeppaApi.Accounts.SignUps;

/// <summary>Lists of mail domains; a domain on a list stands for everything below it, too.</summary>
internal static class MailDomains
{
    private static readonly Lazy<FrozenSet<string>> ThrowAway = new(Read);

    /// <summary>Whether it belongs to a well-known service of mailboxes that nobody keeps.</summary>
    public static bool IsThrowAway(string domain) => IsOn(ThrowAway.Value, domain);

    public static bool IsOn(IReadOnlySet<string> list, string domain)
    {
        for (var rest = domain; ; rest = rest[(rest.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (list.Contains(rest))
            {
                return true;
            }

            if (!rest.Contains('.', StringComparison.Ordinal))
            {
                return false;
            }
        }
    }

    private static FrozenSet<string> Read()
    {
        using var stream = typeof(MailDomains).Assembly.GetManifestResourceStream("ThrowAwayDomains.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#')).ToFrozenSet(StringComparer.Ordinal);
    }
}
