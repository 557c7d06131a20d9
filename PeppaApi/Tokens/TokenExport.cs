using System.Globalization;
using CsvHelper;
using PeppaApi.Credits;

namespace PeppaApi.Tokens;

/// <summary>Tokens as files: with their keys for resale, only possible right after they were made, or without.</summary>
public static class TokenExport
{
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape };

    /// <summary>A key a line.</summary>
    public static string ToText(IEnumerable<CreatedToken> tokens) => string.Join('\n', tokens.Select(token => token.Key)) + "\n";

    /// <summary>RFC 4180 with a header; what a spreadsheet would take for a formula is escaped.</summary>
    /// <param name="baseUrl">Where the buyer's program sends its requests.</param>
    public static string ToCsv(IEnumerable<CreatedToken> tokens, string baseUrl) => Write(
        ["name", "key", "baseUrl", "limitUsd", "expiresAt", "models"],
        tokens.Select(token => (string[])
        [
            token.Token.Name, token.Key, baseUrl, Usd(token.Token.Limit), Moment(token.Token.ExpiresAt), string.Join(' ', token.Token.Models),
        ]));

    /// <summary>The same without anything secret, with what was spent.</summary>
    public static string ToCsv(IEnumerable<TokenView> tokens) => Write(
        ["id", "name", "prefix", "enabled", "limitUsd", "spentUsd", "leftUsd", "expiresAt", "models", "allowedIps", "createdAt"],
        tokens.Select(token => (string[])
        [
            token.Id.ToString(CultureInfo.InvariantCulture), token.Name, token.Prefix, token.Enabled ? "true" : "false",
            Usd(token.Limit), Usd(token.Spent), Usd(token.Left), Moment(token.ExpiresAt),
            string.Join(' ', token.Models), string.Join(' ', token.AllowedAddresses), Moment(token.CreatedAt),
        ]));

    private static string Write(string[] header, IEnumerable<string[]> rows)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        using (var csv = CsvWriter.Create(text, Options, leaveOpen: true))
        {
            csv.WriteHeader(header);
            foreach (var row in rows)
            {
                foreach (var field in row)
                {
                    csv.WriteField(field);
                }

                csv.EndRecord();
            }
        }

        return text.ToString();
    }

    private static string Usd(long? credit) => credit is { } value ? Credit.ToUsd(value).ToString(CultureInfo.InvariantCulture) : "";

    private static string Moment(DateTimeOffset? moment) => moment?.ToString("u", CultureInfo.InvariantCulture) ?? "";
}
