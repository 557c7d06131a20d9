using System.Text.Json.Nodes;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

/// <summary>A relay with a channel for everything that is no conversation, for all tests of a class.</summary>
public sealed class DoorBed : IAsyncLifetime
{
    internal RelayBed Relay { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Relay = await RelayBed.StartAsync();
        await Relay.AddChannelAsync(
            Replies.Json("{}"),
            models: ["dall-e-2", "dall-e-3", "gpt-image-1", "tts-1", "whisper-1", "text-moderation-latest", "omni-moderation-latest", "rerank-v3.5", "gpt-4o", "text-embedding-3-small"]);
    }

    public ValueTask DisposeAsync() => Relay.DisposeAsync();
}

/// <summary>Bad input at the doors that are no conversation: a 4xx that names the field, nothing sent, nothing held, nothing charged.</summary>
public sealed class DoorRefusalTests(DoorBed doors) : IClassFixture<DoorBed>, IAsyncLifetime
{
    private readonly RelayBed _bed = doors.Relay;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        Assert.Empty(_bed.Upstream.Requests);
        Assert.Empty(await _bed.RecordsAsync());
        await _bed.AssertSoundAsync();
    }

    [Theory]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3"}""", "prompt")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":""}""", "prompt")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":["x"]}""", "prompt")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","n":0}""", "n")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","n":11}""", "n")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","n":1.5}""", "n")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","n":"2"}""", "n")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","size":1024}""", "size")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","quality":{"a":1}}""", "quality")]
    [InlineData("/v1/images/generations", """{"model":"gpt-image-1","prompt":"x","stream":"yes"}""", "stream")]
    [InlineData("/v1/images/generations", """{"model":"gpt-image-1","prompt":"x","partial_images":9}""", "partial_images")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x","n":1,"n":9}""", "n")]
    [InlineData("/v1/images/generations", """{"model":7,"prompt":"x"}""", "model")]
    [InlineData("/v1/images/generations", """{"model":"gpt-4o","prompt":"x"}""", "model")]
    [InlineData("/v1/images/generations", """{"model":"tts-1","prompt":"x"}""", "model")]
    [InlineData("/v1/images/edits", """{"model":"gpt-image-1","prompt":"x"}""", "image")]
    [InlineData("/v1/images/edits", """{"model":"gpt-image-1","prompt":"x","images":[{"image_url":"data:image/png;base64,@@@@"}]}""", "images")]
    [InlineData("/v1/images/variations", """{"model":"dall-e-2"}""", "Content-Type")]
    [InlineData("/v1/audio/speech", """{"model":"tts-1","voice":"alloy"}""", "input")]
    [InlineData("/v1/audio/speech", """{"input":"hi","voice":"alloy"}""", "model")]
    [InlineData("/v1/audio/speech", """{"model":"whisper-1-not","input":7,"voice":"alloy"}""", "input")]
    [InlineData("/v1/audio/speech", """{"model":"tts-1","input":"hi","voice":7}""", "voice")]
    [InlineData("/v1/audio/speech", """{"model":"whisper-1","input":"hi","voice":"alloy"}""", "model")]
    [InlineData("/v1/audio/transcriptions", """{"model":"whisper-1"}""", "Content-Type")]
    [InlineData("/v1/moderations", """{"model":"text-moderation-latest"}""", "input")]
    [InlineData("/v1/moderations", """{"input":[]}""", "input")]
    [InlineData("/v1/moderations", """{"input":[{"type":"image_url","image_url":{"url":"data:image/png;base64,*"}}]}""", "input")]
    [InlineData("/v1/moderations", """{"model":"dall-e-2","input":"x"}""", "model")]
    [InlineData("/v1/rerank", """{"model":"rerank-v3.5","query":"q"}""", "documents")]
    [InlineData("/v1/rerank", """{"model":"rerank-v3.5","documents":["a"]}""", "query")]
    [InlineData("/v1/rerank", """{"model":"rerank-v3.5","query":"q","documents":[7]}""", "documents")]
    [InlineData("/v1/rerank", """{"model":"rerank-v3.5","query":"q","documents":["a"],"top_n":0}""", "top_n")]
    [InlineData("/v1/rerank", """{"model":"text-embedding-3-small","query":"q","documents":["a"]}""", "model")]
    [InlineData("/v1/chat/completions", """{"model":"dall-e-3","messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("/v1/chat/completions", """{"model":"whisper-1","messages":[{"role":"user","content":"x"}]}""", "model")]
    [InlineData("/v1/embeddings", """{"model":"gpt-4o","input":"x"}""", "model")]
    [InlineData("/v1/images/generations", """{"model":"dall-e-3","prompt":"x" """, null)]
    [InlineData("/v1/images/generations", "[]", null)]
    public async Task Json_Wrong_Is400NamingTheField(string path, string body, string? param) => await AssertRefusedAsync(path, RelayBed.Body(body), param);

    [Theory]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"model\"\n\nwhisper-1\n--fxB--\n", "file")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"model\"\n\nwhisper-1\n--fxB\nContent-Disposition: form-data; name=\"file\"\n\nno file\n--fxB--\n", "file")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\n\n\n--fxB--\n", "file")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\n\nx\n--fxB--\n", "model")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"model\"\n\nwhisper-1\n--fxB\nContent-Disposition: form-data; name=\"model\"\n\ntts-1\n--fxB--\n", "model")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"stream\"\n\nmaybe\n--fxB--\n", "stream")]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"model\"\n\nwhisper-1\n--fx", null)]
    [InlineData("--fxB\nContent-Disposition: form-data; name=\"model\n\nwhisper-1\n--fxB--\n", null)]
    [InlineData("--fxB\nContent-Type: text/plain\n\nwhisper-1\n--fxB--\n", null)]
    [InlineData("--other\nContent-Disposition: form-data; name=\"model\"\n\nwhisper-1\n--other--\n", null)]
    [InlineData("{\"model\":\"whisper-1\"}", null)]
    [InlineData("", null)]
    public async Task Form_Wrong_Is400NamingTheField(string body, string? param) => await AssertRefusedAsync("/v1/audio/transcriptions", Forms.Raw(body), param);

    [Fact]
    public async Task ContentType_Wrong_IsNamed()
    {
        using var form = Forms.Of(("model", "tts-1"), ("input", "hi"), ("voice", "alloy"));
        await AssertRefusedAsync("/v1/audio/speech", form, "Content-Type");
        await AssertRefusedAsync("/v1/audio/transcriptions", Forms.Raw("x", "multipart/form-data"), "Content-Type");
        await AssertRefusedAsync("/v1/audio/transcriptions", Forms.Raw("model=whisper-1", "application/x-www-form-urlencoded"), "Content-Type");
    }

    [Fact]
    public async Task Compressed_IsRefusedUnread()
    {
        using var bomb = new ByteArrayContent(new byte[1024]);
        bomb.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=fxB");
        bomb.Headers.ContentEncoding.Add("gzip");
        await AssertRefusedAsync("/v1/audio/transcriptions", bomb, null);
    }

    [Fact]
    public async Task Parts_TooMany_AreRefused()
    {
        var body = string.Concat(Enumerable.Range(0, 300).Select(i => $"--fxB\nContent-Disposition: form-data; name=\"x{i}\"\n\ny\n"));
        await AssertRefusedAsync("/v1/audio/transcriptions", Forms.Raw(body + "--fxB--\n"), null);
    }

    private async Task AssertRefusedAsync(string path, HttpContent body, string? param)
    {
        using var response = await _bed.Client.PostAsync(path, body);
        var text = await response.Content.ReadAsStringAsync();
        var error = JsonNode.Parse(text)!["error"]!;
        Assert.Equal((400, "invalid_request_error", param), ((int)response.StatusCode, error["type"]!.GetValue<string>(), error["param"]?.GetValue<string>()));
    }
}
