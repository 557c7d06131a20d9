using System.Globalization;
using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail.Templates;
using PeppaApi.Settings;

namespace PeppaApi.Mail;

/// <summary>A mail as operators see it: never what it says.</summary>
public sealed record MailView(
    long Id, string Recipient, string Template, string Subject, MailState State, int Attempts, DateTimeOffset CreatedAt, DateTimeOffset? NextAttemptAt, DateTimeOffset? DoneAt, string? LastAnswer);

/// <summary>How many mails wait, and how many were given up.</summary>
public sealed record MailCounts(int Waiting, int Failed);

/// <param name="Answer">What the mail server said.</param>
public sealed record MailTestResult(bool Accepted, string Answer);

/// <summary>What operators do with mails. Safe for any thread.</summary>
public sealed class MailDesk
{
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly MailQueue _queue;
    private readonly MailExit _exit;
    private readonly TimeProvider _time;

    internal MailDesk(IDbContextFactory<PeppaDbContext> contexts, MailQueue queue, MailExit exit, TimeProvider time) =>
        (_contexts, _queue, _exit, _time) = (contexts, queue, exit, time);

    /// <param name="state">None is all; those in the server's hands count as waiting.</param>
    public async Task<(IReadOnlyList<MailView> Items, int Total)> ListAsync(MailState? state, int page, int pageSize, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var found = context.Mails.AsNoTracking().Where(mail =>
            state == null || mail.State == state || (state == MailState.Pending && mail.State == MailState.Sending));
        var rows = await found.OrderByDescending(mail => mail.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(mail => new MailView(
                mail.Id, mail.Recipient, mail.Template, mail.Subject, mail.State, mail.Attempts, mail.CreatedAt,
                mail.State == MailState.Pending ? mail.NextAttemptAt : null, mail.DoneAt, mail.LastAnswer))
            .ToListAsync(cancellationToken);
        return (rows, await found.CountAsync(cancellationToken));
    }

    public async Task<MailCounts> CountAsync(CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return new MailCounts(
            await context.Mails.CountAsync(mail => mail.State == MailState.Pending || mail.State == MailState.Sending, cancellationToken),
            await context.Mails.CountAsync(mail => mail.State == MailState.Failed, cancellationToken));
    }

    /// <summary>Has a waiting or failed mail tried at once, with a new lifetime.</summary>
    /// <returns>False if there is none such.</returns>
    public async Task<bool> RetryAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var mail = await context.Mails.SingleOrDefaultAsync(row => row.Id == id && (row.State == MailState.Pending || row.State == MailState.Failed), cancellationToken);
        if (mail is null)
        {
            return false;
        }

        var now = _time.GetUtcNow();
        (mail.State, mail.NextAttemptAt, mail.ExpiresAt, mail.DoneAt, mail.Attempts) = (MailState.Pending, now, now.AddDays(1), null, 0);
        await context.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Deletes a mail that has not gone out; one in the server's hands stays.</summary>
    public async Task<bool> DiscardAsync(long id, CancellationToken cancellationToken = default)
    {
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        return await context.Mails.Where(mail => mail.Id == id && (mail.State == MailState.Pending || mail.State == MailState.Failed))
            .ExecuteDeleteAsync(cancellationToken) == 1;
    }

    /// <summary>Sends a test mail at once, past the queue, and says what the server answered.</summary>
    /// <exception cref="InputException">The address is no address.</exception>
    public async Task<MailTestResult> SendTestAsync(string? to, CancellationToken cancellationToken = default)
    {
        InputException.Require(MailAddresses.IsValid(to?.Trim()), "to", "Give a mail address, such as name@example.com.");
        try
        {
            await using var session = await _exit.OpenAsync(cancellationToken);
            var mail = _queue.Compose(to!.Trim(), new TestMail(_time.GetUtcNow()), CultureInfo.CurrentUICulture);
            return new MailTestResult(true, await session.SendAsync(_exit.Shape(mail, session.From)));
        }
        catch (MailTransportException exception)
        {
            return new MailTestResult(false, exception.Message);
        }
    }
}
