using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using PeppaApi.Auditing;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Operators;

/// <summary>
/// Lets operators look at a user's pages. They stay who they are: nothing is signed in as the user, and what they see they
/// cannot change (decision 16). It begins with a reason, belongs to one session of theirs, and ends after an hour at the
/// latest. Safe for any thread.
/// </summary>
public sealed class ViewDesk(OperatorDesk desk, AuditLog log, TimeProvider time)
{
    public const int ShortestReason = 3;
    public const int LongestReason = 300;
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    // By session. A session that has ended asks no more.
    private readonly ConcurrentDictionary<string, (long UserId, DateTimeOffset Until)> _open = new(StringComparer.Ordinal);

    /// <summary>Begins, and ends what the session looked at before.</summary>
    /// <returns>Whether there is such a user.</returns>
    /// <exception cref="DeniedException">Whoever asks is no operator, has no session, or the other one is no plain user.</exception>
    /// <exception cref="InputException">There is no reason.</exception>
    public async Task<bool> StartAsync(ClaimsPrincipal who, long userId, string? reason, CancellationToken cancellationToken = default)
    {
        var why = reason?.Trim() ?? "";
        InputException.Require(why.Length is >= ShortestReason and <= LongestReason, "reason", "Say why, in 3 to 300 characters.");
        var session = who.SessionId() ?? throw new DeniedException("This is for people who are signed in.");
        if (await desk.FindPlainUserAsync(who, userId, cancellationToken) is not { } user)
        {
            return false;
        }

        await WriteAsync("view.started", user, new JsonObject { ["reason"] = AuditChanges.New(why) }, cancellationToken);
        var now = time.GetUtcNow();
        foreach (var old in _open.Where(entry => entry.Value.Until <= now))
        {
            _open.TryRemove(old);
        }

        _open[session] = (userId, now + Longest);
        return true;
    }

    /// <summary>The user whose pages this session may look at now. Roles are read anew each time.</summary>
    /// <returns>None where it has not begun, or is over.</returns>
    public async Task<UserView?> FindAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken = default)
    {
        if (who.SessionId() is not { } session || !_open.TryGetValue(session, out var open) || open.UserId != userId || open.Until <= time.GetUtcNow())
        {
            return null;
        }

        try
        {
            return await desk.FindPlainUserAsync(who, userId, cancellationToken);
        }
        catch (DeniedException)
        {
            return null;
        }
    }

    /// <returns>The user that was looked at.</returns>
    public async Task<long?> EndAsync(ClaimsPrincipal who, CancellationToken cancellationToken = default)
    {
        if (who.SessionId() is not { } session || !_open.TryRemove(session, out var open))
        {
            return null;
        }

        if (await desk.FindPlainUserAsync(who, open.UserId, cancellationToken) is { } user)
        {
            await WriteAsync("view.ended", user, null, cancellationToken);
        }

        return open.UserId;
    }

    private Task WriteAsync(string act, UserView user, JsonObject? changes, CancellationToken cancellationToken) =>
        log.WriteAsync(new AuditEvent(act, user.Id.ToString(CultureInfo.InvariantCulture), user.UserName, changes), cancellationToken);
}
