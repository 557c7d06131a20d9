using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace PeppaApi.Tests.Support;

/// <summary>
/// A page as a browser keeps it alive, without a browser: reads it, opens its circuit as the script of Blazor does, acknowledges every picture of it and
/// answers every call of a script with nothing. So that a hundred of them fit on a machine.
/// </summary>
internal sealed partial class LivePage : IAsyncDisposable
{
    private readonly HubConnection _connection;
    private readonly TaskCompletionSource _drawn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pictures;
    private string? _fault;

    private LivePage(Uri site, CookieContainer cookies)
    {
        var builder = new HubConnectionBuilder().WithUrl(new Uri(site, "/_blazor"), HttpTransportType.WebSockets, options => options.Cookies = cookies);
        // The words of the circuit are Blazor's own; the server's part of it is the only one in .NET.
        var words = typeof(CircuitOptions).Assembly.GetType("Microsoft.AspNetCore.Components.Server.BlazorPack.BlazorPackHubProtocol", throwOnError: true)!;
        builder.Services.AddSingleton((IHubProtocol)Activator.CreateInstance(words, nonPublic: true)!);
        _connection = builder.Build();
        _connection.Closed += exception => NoteAsync($"closed: {exception?.Message}");
        _connection.On<string>("JS.Error", NoteAsync);
        _connection.On<int, byte[]>("JS.RenderBatch", AcknowledgeAsync);
        _connection.On<long, string, string, int, long, int>("JS.BeginInvokeJS", (handle, script, _, _, _, _) => AnswerAsync(handle, script));
        foreach (var (word, types) in Unheeded)
        {
            _connection.On(word, types, (_, _) => Task.CompletedTask, new object());
        }
    }

    /// <summary>How many pictures of the page came.</summary>
    public int Pictures => Volatile.Read(ref _pictures);

    /// <summary>Why it is no longer alive.</summary>
    public string? Fault => Volatile.Read(ref _fault);

    private static (string Word, Type[] Types)[] Unheeded =>
    [
        ("JS.AttachComponent", [typeof(int), typeof(string)]), ("JS.EndInvokeDotNet", [typeof(string), typeof(bool), typeof(string)]), ("JS.EndUpdateRootComponents", [typeof(long)]),
        ("JS.EndLocationChanging", [typeof(int), typeof(bool)]), ("JS.ReceiveByteArray", [typeof(int), typeof(byte[])]),
    ];

    /// <summary>Opens a page and waits until it is drawn by the circuit.</summary>
    public static async Task<LivePage> OpenAsync(SiteVisitor visitor, Uri site, string path)
    {
        var (status, text, _) = await visitor.GetAsync(path);
        Assert.Equal(200, status);
        var page = new LivePage(site, visitor.Cookies);
        await page._connection.StartAsync();
        var state = StateOf().Match(text).Groups[1].Value;
        var secret = await page._connection.InvokeAsync<string?>("StartCircuit", site.ToString(), new Uri(site, path).ToString(), "[]", state);
        Assert.False(string.IsNullOrEmpty(secret), page.Fault);
        var components = Marker().Matches(text).Select(match => JsonNode.Parse(match.Groups[1].Value)!.AsObject()).Where(marker => marker.ContainsKey("descriptor")).ToList();
        var operations = new JsonArray([.. components.Select((marker, index) => new JsonObject { ["type"] = "add", ["ssrComponentId"] = index + 1, ["marker"] = marker.DeepClone() })]);
        await page._connection.SendAsync("UpdateRootComponents", new JsonObject { ["batchId"] = 1, ["operations"] = operations }.ToJsonString(JsonSerializerOptions.Web), "");
        await page._drawn.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _fault, "disposed");
        await _connection.DisposeAsync();
    }

    private Task NoteAsync(string what)
    {
        Interlocked.CompareExchange(ref _fault, what, null);
        _drawn.TrySetException(new InvalidOperationException(what));
        return Task.CompletedTask;
    }

    private async Task AcknowledgeAsync(int batch, byte[] picture)
    {
        Interlocked.Increment(ref _pictures);
        await _connection.SendAsync("OnRenderCompleted", (long)batch, (string?)null);
        _drawn.TrySetResult();
    }

    private Task AnswerAsync(long handle, string script) => handle == 0
        ? Task.CompletedTask
        : _connection.SendAsync("EndInvokeJSFromDotNet", handle, true, $"[{handle},true,{(script == "peppa.isDark" ? "false" : "null")}]");

    [GeneratedRegex("<!--Blazor:({.*?})-->")]
    private static partial Regex Marker();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex StateOf();
}
