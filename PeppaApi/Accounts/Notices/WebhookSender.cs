using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using PeppaApi.Data;
using PeppaApi.Data.Entities;
using PeppaApi.Outbound;

namespace PeppaApi.Accounts.Notices;

/// <summary>
/// Posts notices to users' own programs, signed, to the public internet only, and again with growing pauses until one is
/// taken. Nothing of the answer is read but its status.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    public const string SignatureHeader = "X-PeppaApi-Signature";
    public const int MostAttempts = 8;
    private const int AtOnce = 50;
    private readonly IDbContextFactory<PeppaDbContext> _contexts;
    private readonly NoticeService _notices;
    private readonly TimeProvider _time;
    private readonly TimeSpan _pause;
    private readonly HttpClient _client;

    public WebhookSender(IDbContextFactory<PeppaDbContext> contexts, NoticeService notices, IOptions<NoticeOptions> options, TimeProvider time)
    {
        (_contexts, _notices, _time) = (contexts, notices, time);
        _pause = TimeSpan.FromSeconds(options.Value.RetrySeconds);
        _client = AddressGuard.CreateHookClient(options.Value.AllowedPrivateHosts);
    }

    /// <summary>Tries everything that is due once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        var now = _time.GetUtcNow();
        await using var context = await _contexts.CreateDbContextAsync(cancellationToken);
        var due = await (
            from delivery in context.WebhookDeliveries
            where delivery.NextAttemptAt <= now
            orderby delivery.NextAttemptAt
            select delivery).Take(AtOnce).ToListAsync(cancellationToken);
        foreach (var delivery in due)
        {
            var choice = await context.NoticeChoices.AsNoTracking().SingleOrDefaultAsync(row => row.UserId == delivery.UserId, cancellationToken);
            await TryAsync(delivery, choice, cancellationToken);
            await context.SaveChangesAsync(cancellationToken);
        }

        var old = now.AddDays(-30);
        await context.WebhookDeliveries.Where(delivery => delivery.NextAttemptAt == null && delivery.CreatedAt < old).ExecuteDeleteAsync(cancellationToken);
    }

    public void Dispose() => _client.Dispose();

    /// <summary>What goes into the header: the moment, and an HMAC-SHA-256 under the secret of the moment, a dot and the body.</summary>
    internal static string Sign(string secret, DateTimeOffset at, string body)
    {
        var seconds = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }

    private async Task TryAsync(WebhookDelivery delivery, NoticeChoice? choice, CancellationToken cancellationToken)
    {
        if (choice is not { WebhookUrl: { } url, WebhookSecret: { } secret })
        {
            (delivery.NextAttemptAt, delivery.LastAnswer) = (null, "The webhook was taken away.");
            return;
        }

        delivery.Attempts++;
        (delivery.Delivered, delivery.LastAnswer) = await PostAsync(url, secret, delivery, cancellationToken);
        delivery.NextAttemptAt = delivery.Delivered || delivery.Attempts == MostAttempts ? null : _time.GetUtcNow() + (_pause * (1 << (delivery.Attempts - 1)));
    }

    /// <summary>Whatever is wrong with one address or its secret, it is the answer: those behind it in the queue wait for nothing.</summary>
    private async Task<(bool Taken, string Answer)> PostAsync(string url, string secret, WebhookDelivery delivery, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
            request.Headers.Add(SignatureHeader, Sign(_notices.Reveal(secret), _time.GetUtcNow(), delivery.Body));
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (response.IsSuccessStatusCode, ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture));
        }
        catch (HttpRequestException exception)
        {
            return (false, AddressRefusedException.In(exception) is not null ? "The address is not on the public internet." : exception.InnerException is SocketException ? "No connection." : "No answer that can be read.");
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (false, "No answer within 10 seconds.");
        }
        catch (FormatException)
        {
            return (false, "There can be no such host.");
        }
        catch (CryptographicException)
        {
            return (false, "The secret cannot be read. Set the address again.");
        }
    }
}
