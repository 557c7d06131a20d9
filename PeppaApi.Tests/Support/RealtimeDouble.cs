using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PeppaApi.Tests.Support;

/// <summary>OpenAI's realtime edge: checks key and model at the handshake, answers each <c>response.create</c>, and does what a text asks for.</summary>
internal sealed class RealtimeDouble
{
    public const string Model = "gpt-realtime";

    public const string Usage = """
        {"total_tokens":60,"input_tokens":40,"output_tokens":20,"input_token_details":{"text_tokens":10,"audio_tokens":30,"image_tokens":0,"cached_tokens":15,"cached_tokens_details":{"text_tokens":5,"audio_tokens":10,"image_tokens":0}},"output_token_details":{"text_tokens":5,"audio_tokens":15}}
        """;

    /// <summary>By the shipped price: 5 uncached, 15 cached, 20 heard, 5 written, 15 spoken.</summary>
    public const long Cost = (5 * 4_000) + (15 * 400) + (20 * 32_000) + (5 * 16_000) + (15 * 64_000);

    public const string Opened = """{"type":"session.created","event_id":"event_1","session":{"type":"realtime","object":"realtime.session","id":"sess_1","model":"gpt-realtime","x_new":[1, 2] }}""";
    public const string Begun = """{"type":"response.created","event_id":"event_2","response":{"object":"realtime.response","id":"resp_1","status":"in_progress","output":[]}}""";
    public const string Said = """{"type":"response.output_text.delta","event_id":"event_3","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"Hello"}""";
    public const string Spoken = """{"type":"response.output_audio.delta","event_id":"event_4","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"AAAAAAAA"}""";

    public static readonly string Over = Done("completed");

    /// <summary>Messages as they came; the type of those that are not text stands before them.</summary>
    public ConcurrentQueue<string> Received { get; } = new();

    /// <summary>How the client's end was closed here.</summary>
    public TaskCompletionSource<(WebSocketCloseStatus? Status, string? Description)> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static string Done(string status) =>
        $$$"""{"type":"response.done","event_id":"event_5","response":{"object":"realtime.response","id":"resp_1","status":"{{{status}}}","output":[],"usage":{{{Usage}}}}}""";

    public async Task AnswerAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest || !context.Request.Headers.Authorization.ToString().StartsWith("Bearer sk-upstream-key", StringComparison.Ordinal)
            || context.Request.Path != "/v1/realtime" || context.Request.Query["model"] != Model)
        {
            await Replies.Json("""{"error":{"message":"Incorrect API key provided.","code":"invalid_api_key"}}""", 401)(context);
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            await SendAsync(socket, Opened);
            while (await ReceiveAsync(socket) is { } message)
            {
                Received.Enqueue(message);
                await ActAsync(context, socket, message);
            }

            Closed.TrySetResult((socket.CloseStatus, socket.CloseStatusDescription));
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception exception) when (exception is WebSocketException or IOException or OperationCanceledException)
        {
            Closed.TrySetResult((null, exception.Message));
        }
    }

    /// <summary>The next message, or <see langword="null"/> once the other end is closed.</summary>
    public static async Task<string?> ReceiveAsync(WebSocket socket)
    {
        var (buffer, length) = (new byte[64 * 1024], 0);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        ValueWebSocketReceiveResult part;
        do
        {
            part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            length += part.Count;
        }
        while (!part.EndOfMessage && part.MessageType != WebSocketMessageType.Close);
        var text = Encoding.UTF8.GetString(buffer, 0, length);
        return part.MessageType == WebSocketMessageType.Close ? null : part.MessageType == WebSocketMessageType.Binary ? "binary " + text : text;
    }

    public static Task SendAsync(WebSocket socket, string message, WebSocketMessageType type = WebSocketMessageType.Text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), type, endOfMessage: true, CancellationToken.None);

    private async Task ActAsync(HttpContext context, WebSocket socket, string message)
    {
        string[] events =
            message.StartsWith("binary ", StringComparison.Ordinal) || message.Contains("\"wait\"", StringComparison.Ordinal) ? []
            : message.Contains("response.cancel", StringComparison.Ordinal) ? Received.Any(one => one.Contains("\"pair\"", StringComparison.Ordinal)) ? [Done("cancelled"), Said] : [Done("cancelled")]
            // Two answers at once that nobody asked for.
            : message.Contains("\"pair\"", StringComparison.Ordinal) ? [Begun, Said, Begun, Said]
            : message.Contains("\"hang\"", StringComparison.Ordinal) || message.Contains("\"break\"", StringComparison.Ordinal) || message.Contains("\"slow\"", StringComparison.Ordinal) ? [Begun, Said]
            // Turns are told by the pauses in what is heard: nobody asks for the answer.
            : message.Contains("response.create", StringComparison.Ordinal) || message.Contains("input_audio_buffer.commit", StringComparison.Ordinal) ? [Begun, Said, Spoken, Over]
            : [];
        foreach (var one in events)
        {
            await SendAsync(socket, one);
        }

        if (message.Contains("\"break\"", StringComparison.Ordinal))
        {
            await Task.Delay(100);
            context.Abort();
        }
        else if (message.Contains("\"slow\"", StringComparison.Ordinal))
        {
            await Task.Delay(1200);
            await SendAsync(socket, Over);
        }
        else if (message.Contains("\"bye\"", StringComparison.Ordinal))
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)4001, "session_expired", CancellationToken.None);
        }
    }
}
