using PeppaApi.Data;

namespace PeppaApi.Tokens;

/// <summary>Tokens as files: with their keys for resale, only possible right after they were made, or without.</summary>
public static class TokenExport
{
    private static readonly (string, Func<TokenView, string?>)[] Columns =
    [
        ("id", token => Csv.Number(token.Id)),
        ("name", token => token.Name),
        ("prefix", token => token.Prefix),
        ("enabled", token => token.Enabled ? "true" : "false"),
        ("limitUsd", token => Csv.Usd(token.Limit)),
        ("spentUsd", token => Csv.Usd(token.Spent)),
        ("leftUsd", token => Csv.Usd(token.Left)),
        ("expiresAt", token => Csv.Moment(token.ExpiresAt)),
        ("models", token => string.Join(' ', token.Models)),
        ("allowedIps", token => string.Join(' ', token.AllowedAddresses)),
        ("createdAt", token => Csv.Moment(token.CreatedAt)),
    ];

    /// <summary>A key a line.</summary>
    public static string ToText(IEnumerable<CreatedToken> tokens) => string.Join('\n', tokens.Select(token => token.Key)) + "\n";

    /// <param name="baseUrl">Where the buyer's program sends its requests.</param>
    public static string ToCsv(IEnumerable<CreatedToken> tokens, string baseUrl) => Csv.Write<CreatedToken>(
        [
            ("name", token => token.Token.Name),
            ("key", token => token.Key),
            ("baseUrl", _ => baseUrl),
            ("limitUsd", token => Csv.Usd(token.Token.Limit)),
            ("expiresAt", token => Csv.Moment(token.Token.ExpiresAt)),
            ("models", token => string.Join(' ', token.Token.Models)),
        ],
        tokens);

    /// <summary>The same without anything secret, with what was spent.</summary>
    public static string ToCsv(IEnumerable<TokenView> tokens) => Csv.Write(Columns, tokens);
}
