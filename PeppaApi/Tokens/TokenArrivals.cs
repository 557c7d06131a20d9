using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>A token from another relay, with the key that its holders have.</summary>
internal sealed record ArrivingToken(long UserId, TokenSpec Spec, string Key)
{
    public override string ToString() => $"token of user {UserId}";
}

/// <summary>Takes in tokens that were made elsewhere. Safe for any thread.</summary>
public sealed class TokenArrivals(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time)
{
    /// <summary>The key as its holders write it, if it is one that could have been made here.</summary>
    /// <param name="stored">With or without <c>sk-</c>.</param>
    internal static string? KeyOf(string stored)
    {
        var key = stored.StartsWith("sk-", StringComparison.Ordinal) ? stored : "sk-" + stored;
        return TokenKey.IsWellFormed(key) ? key : null;
    }

    /// <exception cref="InputException">A field cannot be accepted.</exception>
    internal static void Check(TokenSpec spec) => TokenRulesInput.Apply(new ApiToken { Name = "", KeyHash = "", Prefix = "" }, spec);

    /// <summary>Whose a key is, if it opens or opened anything here.</summary>
    internal async Task<long?> OwnerAsync(string key, CancellationToken cancellationToken)
    {
        var hash = secret.Hash(key);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Tokens.Where(token => token.KeyHash == hash || token.PreviousKeyHash == hash).Select(token => (long?)token.UserId).FirstOrDefaultAsync(cancellationToken);
    }

    /// <summary>All of them or none.</summary>
    internal async Task SaveAsync(IEnumerable<ArrivingToken> arriving, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        foreach (var one in arriving)
        {
            var token = new ApiToken { UserId = one.UserId, Name = "", KeyHash = secret.Hash(one.Key), Prefix = TokenKey.Prefix(one.Key), CreatedAt = time.GetUtcNow() };
            TokenRulesInput.Apply(token, one.Spec);
            context.Tokens.Add(token);
        }

        await context.SaveChangesAsync(cancellationToken);
    }
}
