using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;

namespace PeppaApi.Tokens;

/// <summary>A token as the search shows it.</summary>
public sealed record FoundToken(long Id, string Name, string Prefix, long UserId, string UserName);

/// <summary>Finds tokens by a part of their name, their id, or the beginning of their key as lists show it. Keys themselves are not stored and not searched.</summary>
public sealed class TokenSearch(IDbContextFactory<PeppaDbContext> contexts)
{
    /// <param name="userId">None is everybody's, for operators.</param>
    public async Task<IReadOnlyList<FoundToken>> FindAsync(string wanted, long? userId, int count, CancellationToken cancellationToken = default)
    {
        var id = long.TryParse(wanted.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        // Somebody may paste the whole key.
        var prefix = wanted.Length > 16 ? wanted[..16] : wanted;
        var part = LikePattern.Containing(wanted);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from token in context.Tokens
            join user in context.Users on token.UserId equals user.Id
            where token.DeletedAt == null && (userId == null || token.UserId == userId)
                && (token.Id == id || EF.Functions.Like(token.Name, part, LikePattern.Escape) || (prefix.StartsWith("sk-") && (token.Prefix.StartsWith(prefix) || prefix.StartsWith(token.Prefix))))
            orderby token.Id descending
            select new FoundToken(token.Id, token.Name, token.Prefix, user.Id, user.UserName!)).Take(count).ToListAsync(cancellationToken);
    }
}
