using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using PeppaApi.Providers;

namespace PeppaApi.Channels;

/// <summary>Makes a call over WebSocket look like one over HTTP (<see cref="SocketCall"/>), so that everything behind it is the same.</summary>
internal static class UpstreamSocket
{
    private const string Events = "text/event-stream";

    /// <param name="invoker">Opens the connection: by the guard, like every other.</param>
    public static async Task<HttpResponseMessage> ExchangeAsync(HttpMessageInvoker invoker, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.CollectHttpResponseDetails = true;
            foreach (var (name, values) in message.Headers.Where(header => header.Key != "Accept"))
            {
                socket.Options.SetRequestHeader(name, string.Join(", ", values));
            }

            await socket.ConnectAsync(message.RequestUri!, invoker, cancellationToken);
            if (message.Options.TryGetValue(SocketCall.StaysOpen, out var staysOpen) && staysOpen)
            {
                return new HttpResponseMessage(HttpStatusCode.OK) { Content = new SocketContent(socket) };
            }

            await socket.SendAsync(await message.Content!.ReadAsByteArrayAsync(cancellationToken), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            var isStream = SealedCall.AsksForStream(message);
            message.Options.TryGetValue(SocketCall.IsLast, out var isLast);
            var frames = new SocketFrames(socket, isStream, isLast ?? (static _ => false));
            return new HttpResponseMessage(HttpStatusCode.OK)
            {
                Content = new StreamContent(frames) { Headers = { ContentType = new MediaTypeHeaderValue(isStream ? Events : "application/json") } },
            };
        }
        catch (WebSocketException) when (socket.HttpStatusCode >= HttpStatusCode.BadRequest)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            return new HttpResponseMessage(status);
        }
        catch (WebSocketException exception)
        {
            socket.Dispose();
            throw new HttpRequestException("The socket cannot be opened.", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
