using Microsoft.EntityFrameworkCore;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;
using PeppaApi.Outbound;
using PeppaApi.Settings;

namespace PeppaApi.Channels;

/// <summary>Tells the operator of channels and keys that go out of use or come back: what a minute brings in one mail, one call of the webhook.</summary>
internal sealed partial class ChannelNotices(
    IDbContextFactory<PeppaDbContext> contexts, MailQueue mails, OperatorSettings settings, AddressGuard guard, TimeProvider time, ILogger<ChannelNotices> logger) : BackgroundService
{
    private const int MostAtOnce = 50;
    private static readonly TimeSpan Gather = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly HttpMessageInvoker _http = new(guard.CreateHandler());
    private List<ChannelEvent> _waiting = [];

    public void Tell(IEnumerable<ChannelEvent> changes)
    {
        var news = changes.Where(change => change.Kind is ChannelEventKind.ChannelCooling or ChannelEventKind.ChannelRestored or ChannelEventKind.KeySetAside or ChannelEventKind.KeyRestored);
        lock (_gate)
        {
            _waiting.AddRange(news.Take(MostAtOnce - _waiting.Count));
        }
    }

    /// <summary>Sends what waits.</summary>
    internal async Task SendAsync(CancellationToken cancellationToken)
    {
        List<ChannelEvent> changes;
        lock (_gate)
        {
            (changes, _waiting) = (_waiting, []);
        }

        var wanted = settings.Get<ChannelNoticeSettings>();
        if (changes.Count == 0 || wanted is { MailTo: "", WebhookUrl: "" })
        {
            return;
        }

        var ids = changes.Select(change => change.ChannelId).Distinct().ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var names = await context.Channels.Where(channel => ids.Contains(channel.Id)).ToDictionaryAsync(channel => channel.Id, channel => channel.Name, cancellationToken);
        var notices = changes.ConvertAll(change => new ChannelNotice(
            change.At, change.Kind.ToString(), change.ChannelId, names.GetValueOrDefault(change.ChannelId, ""), change.KeyId, change.Reason, change.Until));
        if (wanted.MailTo.Length > 0)
        {
            await mails.EnqueueAsync(wanted.MailTo, new ChannelNoticeMail(notices), cancellationToken: cancellationToken);
        }

        if (wanted.WebhookUrl.Length > 0)
        {
            await CallAsync(new Uri(wanted.WebhookUrl), notices, cancellationToken);
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Gather, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SendAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                Log.NotSent(logger, exception);
            }
        }
    }

    private async Task CallAsync(Uri address, List<ChannelNotice> notices, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(new { events = notices }) };
            using var response = await _http.SendAsync(message, patience.Token);
            if (!response.IsSuccessStatusCode)
            {
                Log.Refused(logger, (int)response.StatusCode);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            Log.NotReached(logger, AddressRefusedException.In(exception)?.Message ?? exception.GetType().Name);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 3013, Level = LogLevel.Error, Message = "A notice about channels could not be sent")]
        public static partial void NotSent(ILogger logger, Exception exception);

        [LoggerMessage(EventId = 3014, Level = LogLevel.Warning, Message = "The webhook for channels answered {Status}")]
        public static partial void Refused(ILogger logger, int status);

        [LoggerMessage(EventId = 3015, Level = LogLevel.Warning, Message = "The webhook for channels cannot be reached: {Fault}")]
        public static partial void NotReached(ILogger logger, string fault);
    }
}

/// <summary>One change as the mail and the webhook tell it.</summary>
internal sealed record ChannelNotice(DateTimeOffset At, string Kind, long ChannelId, string Channel, long? KeyId, string Reason, DateTimeOffset? Until);
