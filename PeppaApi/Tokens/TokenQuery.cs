using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

public enum TokenOrder
{
    Newest,
    Name,

    /// <summary>What has spent most comes first.</summary>
    Used,

    /// <summary>What has least left comes first; those without a limit come last.</summary>
    Left,

    /// <summary>What ends soonest comes first; those that never do come last.</summary>
    Expiry,
}

public enum TokenState
{
    Enabled,
    Disabled,
    Expired,
}

/// <summary>Which of a user's tokens, and in which order.</summary>
/// <param name="Search">Part of a name, how a key begins, or a whole key.</param>
public sealed record TokenQuery(string? Search = null, TokenState? State = null, TokenOrder Order = TokenOrder.Newest)
{
    internal IQueryable<ApiToken> Apply(IQueryable<ApiToken> tokens, InstallationSecret secret, DateTimeOffset now)
    {
        var text = Search?.Trim() ?? "";
        if (TokenKey.IsWellFormed(text))
        {
            var hash = secret.Hash(text);
            tokens = tokens.Where(token => token.KeyHash == hash || (token.PreviousKeyHash == hash && token.PreviousKeyUntil > now));
        }
        else if (text.Length > 0)
        {
            var part = LikePattern.Containing(text);
            tokens = tokens.Where(token => EF.Functions.Like(token.Name, part, LikePattern.Escape) || token.Prefix.StartsWith(text));
        }

        tokens = State switch
        {
            TokenState.Enabled => tokens.Where(token => token.Enabled && (token.ExpiresAt == null || token.ExpiresAt > now)),
            TokenState.Disabled => tokens.Where(token => !token.Enabled),
            TokenState.Expired => tokens.Where(token => token.ExpiresAt <= now),
            _ => tokens,
        };
        return Order switch
        {
            TokenOrder.Name => tokens.OrderBy(token => token.Name).ThenBy(token => token.Id),
            TokenOrder.Used => tokens.OrderByDescending(token => token.Spent).ThenByDescending(token => token.Id),
            TokenOrder.Left => tokens.OrderBy(token => token.Limit == null).ThenBy(token => token.Limit - token.Spent - token.Held).ThenByDescending(token => token.Id),
            TokenOrder.Expiry => tokens.OrderBy(token => token.ExpiresAt == null).ThenBy(token => token.ExpiresAt).ThenByDescending(token => token.Id),
            _ => tokens.OrderByDescending(token => token.Id),
        };
    }
}
