using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Tokens;

/// <summary>
/// The token with which the chat page calls the relay for its user: an ordinary one, that the user may limit, disable or delete,
/// whose key is made anew for each opening of the page and soon ends. See docs/decisions/0014.
/// </summary>
public sealed class ChatTokens(IDbContextFactory<PeppaDbContext> contexts, InstallationSecret secret, TimeProvider time) : IDisposable
{
    /// <summary>For how long a key opens; a page that is open longer asks for another.</summary>
    public static readonly TimeSpan KeyLifetime = TimeSpan.FromHours(12);

    /// <summary>For how long the key of another open page goes on.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    // One at a time, so that two pages opened together do not make two tokens.
    private readonly SemaphoreSlim _making = new(1);

    /// <param name="name">What the token is called when it is made.</param>
    public async Task<string> IssueAsync(long userId, string name, CancellationToken cancellationToken = default)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            var (key, now) = (TokenKey.Create(), time.GetUtcNow());
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var token = await context.Tokens.OrderBy(token => token.Id)
                .FirstOrDefaultAsync(token => token.UserId == userId && token.ForChat && token.DeletedAt == null, cancellationToken);
            if (token is null)
            {
                token = new ApiToken { UserId = userId, Name = name, KeyHash = "", Prefix = "", CreatedAt = now, ForChat = true };
                context.Tokens.Add(token);
            }
            else if (token.ExpiresAt > now)
            {
                (token.PreviousKeyHash, token.PreviousKeyUntil) = (token.KeyHash, now + Grace);
            }

            (token.KeyHash, token.Prefix, token.ExpiresAt) = (secret.Hash(key), TokenKey.Prefix(key), now + KeyLifetime);
            await context.SaveChangesAsync(cancellationToken);
            return key;
        }
        finally
        {
            _making.Release();
        }
    }

    public void Dispose() => _making.Dispose();
}
