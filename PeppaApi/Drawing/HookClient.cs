using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts.Notices;
using PeppaApi.Outbound;

namespace PeppaApi.Drawing;

/// <summary>Posts to addresses that clients named: only where users' webhooks may go, and nothing of the answer is read but its status.</summary>
internal sealed class HookClient(IOptions<NoticeOptions> notices) : IDisposable
{
    private readonly HttpClient _client = AddressGuard.CreateHookClient(notices.Value.AllowedPrivateHosts);

    /// <returns>Whether it was taken.</returns>
    public async Task<bool> PostAsync(string url, byte[] json, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url)
            {
                Content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json", "utf-8") } },
            };
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or FormatException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => _client.Dispose();
}
