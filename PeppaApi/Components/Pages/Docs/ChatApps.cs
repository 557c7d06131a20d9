using System.Text.Json;

namespace PeppaApi.Components.Pages.Docs;

/// <summary>
/// Links that open a chat app with address and key filled in. Only those that do not send the key to anybody's server on
/// the way: an app on the reader's machine, or a part of an address that browsers keep to themselves.
/// </summary>
internal static class ChatApps
{
    public static IReadOnlyList<(string Name, string Link)> Links(string address, string key)
    {
        var settings = JsonSerializer.Serialize(new { key, url = address });
        var (server, secret) = (Uri.EscapeDataString(address), Uri.EscapeDataString(key));
        return
        [
            ("NextChat", $"https://app.nextchat.dev/#/?settings={Uri.EscapeDataString(settings)}"),
            ("OpenCat", $"opencat://team/join?domain={server}&token={secret}"),
            ("AMA", $"ama://set-api-key?server={server}&key={secret}"),
        ];
    }
}
