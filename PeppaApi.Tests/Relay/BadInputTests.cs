using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>The same bad input at every door for conversations: a 400 in the door's dialect that names the field, nothing sent, held or charged.</summary>
public sealed class BadInputTests : IAsyncLifetime
{
    private const string Model = "some-chat-model";
    private static readonly string[] Doors = ["/v1/chat/completions", "/v1/messages", "/v1/responses", "/v1beta/models/MODEL:generateContent"];
    private static readonly string Tools = string.Join(',', Enumerable.Repeat("FUNCTION", 2_000));
    private static readonly string Deep = string.Concat(Enumerable.Repeat("""{"properties":{"x":""", 50)) + "{}" + new string('}', 100);
    private RelayBed _bed = null!;
    private FakeUpstream _upstream = null!;

    /// <summary>Door, what is wrong, and the name that the answer must hold.</summary>
    public static TheoryData<string, string, string> Faults
    {
        get
        {
            var faults = new TheoryData<string, string, string>();
            foreach (var (door, words) in Doors.Zip((string[])["messages", "messages", "input", "contents"]))
            {
                faults.Add(door, "role", $"{words}[0].role");
                faults.Add(door, "base64", words);
                faults.Add(door, "tools", "tools");
                faults.Add(door, "schema", "tools");
                faults.Add(door, "kind", "model");
            }

            return faults;
        }
    }

    public static TheoryData<string> EveryDoor { get; } = new(Doors);

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartAsync();
        // A vendor of another dialect than three of the doors: there what cannot be carried is refused here, not by it.
        _upstream = await _bed.AddProviderAsync("mistral", Replies.Chat(), Model);
        await _bed.AddProviderAsync("anthropic", Replies.Chat(), "claude-bad");
        await _bed.AddChannelAsync(Replies.Chat(), models: ["whisper-1"]);
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_upstream.Requests);
        Assert.All(await _bed.RecordsAsync(), record => Assert.Equal(0, record.Charged));
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Body_Wrong_Is400NamingTheField(string door, string fault, string field)
    {
        // OpenAI's own door passes roles on to vendors of its dialect as they are; for others they must be known.
        var model = fault == "kind" ? "whisper-1" : door == Doors[0] && fault == "role" ? "claude-bad" : Model;
        using var response = await _bed.Client.PostAsync(door.Replace("MODEL", model, StringComparison.Ordinal), RelayBed.Body(BodyOf(door, fault, model)));
        AssertNames(door, field, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [MemberData(nameof(EveryDoor))]
    public async Task Body_NoJsonOrCompressed_Is400(string door)
    {
        var path = door.Replace("MODEL", Model, StringComparison.Ordinal);
        using var form = Forms.Of(("model", Model), ("messages", "x"));
        using var ofForm = await _bed.Client.PostAsync(path, form);
        AssertNames(door, null, (int)ofForm.StatusCode, await ofForm.Content.ReadAsStringAsync());
        using var bomb = RelayBed.Body(BodyOf(door, "", Model));
        bomb.Headers.ContentEncoding.Add("gzip");
        using var ofBomb = await _bed.Client.PostAsync(path, bomb);
        AssertNames(door, null, (int)ofBomb.StatusCode, await ofBomb.Content.ReadAsStringAsync());
    }

    private static void AssertNames(string door, string? field, int status, string text)
    {
        var body = JsonNode.Parse(text)!;
        var error = body["error"]!;
        var kind = door.StartsWith("/v1beta", StringComparison.Ordinal) ? (string?)error["status"] : (string?)error["type"];
        Assert.Equal((400, door.StartsWith("/v1beta", StringComparison.Ordinal) ? "INVALID_ARGUMENT" : "invalid_request_error"), (status, kind));
        Assert.Equal(door == "/v1/messages" ? "error" : null, (string?)body["type"]);
        Assert.Contains(field ?? "", text, StringComparison.Ordinal);
    }

    private static string BodyOf(string door, string fault, string model)
    {
        var role = fault == "role" ? "wizard" : "user";
        var tools = fault switch { "tools" => Tools, "schema" => "FUNCTION", _ => "" };
        var schema = fault == "schema" ? Deep : "{}";
        var data = fault == "base64" ? "no base64!" : "";
        return door switch
        {
            "/v1/chat/completions" => $$$"""{"model":"{{{model}}}","messages":[{"role":"{{{role}}}","content":{{{Parts(data, "text", $"{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"data:image/png;base64,{data}\"}}}}")}}}}]{{{List(tools, $"{{\"type\":\"function\",\"function\":{{\"name\":\"f\",\"parameters\":{schema}}}}}")}}}}""",
            "/v1/messages" => $$$"""{"model":"{{{model}}}","max_tokens":9,"messages":[{"role":"{{{role}}}","content":{{{Parts(data, "text", $"{{\"type\":\"image\",\"source\":{{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"{data}\"}}}}")}}}}]{{{List(tools, $"{{\"name\":\"f\",\"input_schema\":{schema}}}")}}}}""",
            "/v1/responses" => $$$"""{"model":"{{{model}}}","input":[{"role":"{{{role}}}","content":{{{Parts(data, "input_text", $"{{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,{data}\"}}")}}}}]{{{List(tools, $"{{\"type\":\"function\",\"name\":\"f\",\"parameters\":{schema}}}")}}}}""",
            _ => $$$"""{"contents":[{"role":"{{{role}}}","parts":{{{(data.Length == 0 ? "[{\"text\":\"x\"}]" : $"[{{\"inlineData\":{{\"mimeType\":\"image/png\",\"data\":\"{data}\"}}}}]")}}}}]{{{(tools.Length == 0 ? "" : $",\"tools\":[{{\"functionDeclarations\":[{tools.Replace("FUNCTION", $"{{\"name\":\"f\",\"parameters\":{schema}}}", StringComparison.Ordinal)}]}}]")}}}}""",
        };
    }

    private static string Parts(string data, string text, string picture) => data.Length == 0 ? $"[{{\"type\":\"{text}\",\"text\":\"x\"}}]" : $"[{picture}]";

    private static string List(string tools, string function) =>
        tools.Length == 0 ? "" : $",\"tools\":[{tools.Replace("FUNCTION", function, StringComparison.Ordinal)}]";
}
