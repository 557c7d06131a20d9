using System.Globalization;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Auditing;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Settings;

namespace PeppaApi.Accounts.Operators;

/// <param name="Mine">Whether the reader wrote it.</param>
public sealed record UserNoteView(long Id, string Author, bool Mine, string Text, DateTimeOffset CreatedAt, DateTimeOffset? EditedAt);

/// <summary>
/// Notes about users, for those who run the place. Whoever may act on a user reads and writes them; one's own can be
/// changed, and an admin may change all. Each change is in the audit log. Safe for any thread.
/// </summary>
public sealed class UserNotes(IDbContextFactory<PeppaDbContext> contexts, OperatorDesk desk, AuditLog log, TimeProvider time)
{
    /// <summary>The latest first.</summary>
    /// <exception cref="DeniedException">They stand as high as whoever asks, who is no admin.</exception>
    public async Task<IReadOnlyList<UserNoteView>> ListAsync(ClaimsPrincipal who, long userId, CancellationToken cancellationToken = default)
    {
        await desk.MayPayAsync(who, userId, cancellationToken);
        var me = who.UserId();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await (
            from note in context.UserNotes
            join author in context.Users on note.AuthorId equals author.Id
            where note.UserId == userId
            orderby note.Id descending
            select new UserNoteView(note.Id, author.UserName!, note.AuthorId == me, note.Text, note.CreatedAt, note.EditedAt)).ToListAsync(cancellationToken);
    }

    /// <exception cref="DeniedException">They stand as high as whoever asks, who is no admin.</exception>
    /// <exception cref="InputException">The text is empty or too long.</exception>
    public async Task AddAsync(ClaimsPrincipal who, long userId, string? text, CancellationToken cancellationToken = default)
    {
        var wanted = Checked(text);
        if (!await desk.MayPayAsync(who, userId, cancellationToken))
        {
            return;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.UserNotes.Add(new UserNote { UserId = userId, AuthorId = who.UserId(), Text = wanted, CreatedAt = time.GetUtcNow() });
        await RecordAsync(context, "note.created", userId, null, wanted, cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
    }

    /// <returns>Whether there is such a note.</returns>
    /// <exception cref="DeniedException">Somebody else wrote it, and who asks is no admin.</exception>
    /// <exception cref="InputException">The text is empty or too long.</exception>
    public Task<bool> EditAsync(ClaimsPrincipal who, long id, string? text, CancellationToken cancellationToken = default)
    {
        var wanted = Checked(text);
        return contexts.ChangeAsync(
            async context =>
            {
                if (await FindAsync(context, who, id, cancellationToken) is not { } note)
                {
                    return false;
                }

                await RecordAsync(context, "note.changed", note.UserId, note.Text, wanted, cancellationToken);
                (note.Text, note.EditedAt) = (wanted, time.GetUtcNow());
                return true;
            },
            cancellationToken);
    }

    /// <returns>Whether there was such a note.</returns>
    /// <exception cref="DeniedException">Somebody else wrote it, and who asks is no admin.</exception>
    public Task<bool> DeleteAsync(ClaimsPrincipal who, long id, CancellationToken cancellationToken = default) => contexts.ChangeAsync(
        async context =>
        {
            if (await FindAsync(context, who, id, cancellationToken) is not { } note)
            {
                return false;
            }

            context.UserNotes.Remove(note);
            await RecordAsync(context, "note.deleted", note.UserId, note.Text, null, cancellationToken);
            return true;
        },
        cancellationToken);

    private static string Checked(string? text)
    {
        var wanted = text?.Trim() ?? "";
        InputException.Require(wanted.Length is > 0 and <= UserNote.LongestText, "text", "A note has 1 to 4,000 characters.");
        return wanted;
    }

    private async Task<UserNote?> FindAsync(PeppaDbContext context, ClaimsPrincipal who, long id, CancellationToken cancellationToken)
    {
        if (await context.UserNotes.SingleOrDefaultAsync(note => note.Id == id, cancellationToken) is not { } note)
        {
            return null;
        }

        await desk.MayPayAsync(who, note.UserId, cancellationToken);
        return note.AuthorId == who.UserId() || await desk.IsAdminAsync(who, cancellationToken) ? note : throw new DeniedException("Somebody else wrote this note.");
    }

    /// <summary>The line in the log, which names the user; stored with the note, or not at all.</summary>
    private async Task RecordAsync(PeppaDbContext context, string act, long userId, string? before, string? after, CancellationToken cancellationToken)
    {
        var name = await context.Users.Where(user => user.Id == userId).Select(user => user.UserName!).SingleAsync(cancellationToken);
        var changes = new JsonObject { ["text"] = new JsonObject { ["before"] = before, ["after"] = after } };
        log.Add(context, new AuditEvent(act, userId.ToString(CultureInfo.InvariantCulture), name, changes));
    }
}
