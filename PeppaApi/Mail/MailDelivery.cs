using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;
using PeppaApi.Data.Entities;

namespace PeppaApi.Mail;

/// <summary>
/// Sends what is due. A mail is claimed before it is given away and marked afterwards; a process killed in between leaves
/// it claimed, and the next one sends it again under the same message id, because a lost mail is worse than a second copy.
/// </summary>
internal sealed class MailDelivery(IDbContextFactory<PeppaDbContext> contexts, MailExit exit, IOptions<MailOptions> options, TimeProvider time)
{
    private const int Page = 50;
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);
    private static readonly TimeSpan SentKept = TimeSpan.FromDays(30);
    private static readonly TimeSpan FailedKept = TimeSpan.FromDays(90);

    /// <summary>Takes back what the process before had claimed. Only one process uses the data directory.</summary>
    public async Task ReclaimAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Mails.Where(mail => mail.State == MailState.Sending)
            .ExecuteUpdateAsync(mail => mail.SetProperty(row => row.State, MailState.Pending), cancellationToken);
    }

    /// <summary>Tries what is due, up to a page of it.</summary>
    /// <returns>How long nothing will be due.</returns>
    public async Task<TimeSpan?> DeliverAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var now = time.GetUtcNow();
        var due = await context.Mails.AsNoTracking().Where(mail => mail.State == MailState.Pending && mail.NextAttemptAt <= now)
            .OrderBy(mail => mail.Id).Take(Page).ToListAsync(cancellationToken);
        if (due.Count > 0)
        {
            await SendAllAsync(due, cancellationToken);
        }

        var next = await context.Mails.Where(mail => mail.State == MailState.Pending).MinAsync(mail => (DateTimeOffset?)mail.NextAttemptAt, cancellationToken);
        return next - time.GetUtcNow();
    }

    /// <summary>Forgets what is long done.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (sent, failed) = (time.GetUtcNow() - SentKept, time.GetUtcNow() - FailedKept);
        await context.Mails.Where(mail => (mail.State == MailState.Sent && mail.DoneAt < sent) || (mail.State == MailState.Failed && mail.DoneAt < failed))
            .ExecuteDeleteAsync(cancellationToken);
    }

    private async Task SendAllAsync(IReadOnlyList<QueuedMail> due, CancellationToken cancellationToken)
    {
        var left = new Queue<QueuedMail>(due);
        try
        {
            await using var session = await exit.OpenAsync(cancellationToken);
            while (left.TryPeek(out var mail) && !cancellationToken.IsCancellationRequested)
            {
                await SendAsync(session, mail);
                left.Dequeue();
            }
        }
        catch (MailTransportException exception)
        {
            // The rest would fare the same now.
            foreach (var mail in left)
            {
                await PutOffAsync(mail, exception);
            }
        }
    }

    /// <exception cref="MailTransportException">The session is of no use any more.</exception>
    private async Task SendAsync(IMailSession session, QueuedMail mail)
    {
        if (!await ChangeAsync(mail.Id, MailState.Pending, MailState.Sending))
        {
            // An operator discarded it meanwhile.
            return;
        }

        try
        {
            await MarkSentAsync(mail.Id, await session.SendAsync(exit.Shape(mail, session.From)));
        }
        catch (MailTransportException exception) when (!exception.Broken)
        {
            await PutOffAsync(mail, exception);
        }
    }

    private async Task<bool> ChangeAsync(long id, MailState from, MailState to)
    {
        await using var context = await contexts.CreateDbContextAsync();
        return await context.Mails.Where(mail => mail.Id == id && mail.State == from).ExecuteUpdateAsync(mail => mail.SetProperty(row => row.State, to)) == 1;
    }

    private async Task MarkSentAsync(long id, string answer)
    {
        await using var context = await contexts.CreateDbContextAsync();
        var now = time.GetUtcNow();
        await context.Mails.Where(mail => mail.Id == id).ExecuteUpdateAsync(mail => mail
            .SetProperty(row => row.State, MailState.Sent)
            .SetProperty(row => row.Attempts, row => row.Attempts + 1)
            .SetProperty(row => row.DoneAt, now)
            .SetProperty(row => row.LastAnswer, Plain(answer))
            .SetProperty(row => row.TextBody, (string?)null)
            .SetProperty(row => row.HtmlBody, (string?)null));
    }

    private async Task PutOffAsync(QueuedMail mail, MailTransportException trouble)
    {
        var now = time.GetUtcNow();
        var next = now + Pause(mail.Attempts);
        var givenUp = trouble.Refused || next >= mail.ExpiresAt;
        await using var context = await contexts.CreateDbContextAsync();
        await context.Mails.Where(row => row.Id == mail.Id && (row.State == MailState.Pending || row.State == MailState.Sending)).ExecuteUpdateAsync(row => row
            .SetProperty(it => it.State, givenUp ? MailState.Failed : MailState.Pending)
            .SetProperty(it => it.Attempts, it => it.Attempts + 1)
            .SetProperty(it => it.NextAttemptAt, next)
            .SetProperty(it => it.DoneAt, givenUp ? now : null)
            .SetProperty(it => it.LastAnswer, Plain(trouble.Message)));
    }

    private TimeSpan Pause(int attempts)
    {
        var pause = TimeSpan.FromSeconds(options.Value.RetrySeconds * Math.Pow(2, Math.Min(attempts, 12)));
        return pause < LongestPause ? pause : LongestPause;
    }

    private static string Plain(string answer)
    {
        var plain = string.Concat(answer.Select(letter => char.IsControl(letter) ? ' ' : letter));
        return plain.Length <= QueuedMail.AnswerLength ? plain : plain[..QueuedMail.AnswerLength];
    }
}
