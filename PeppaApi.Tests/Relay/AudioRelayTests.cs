using System.Net;
using Microsoft.AspNetCore.Http;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Relay;

public sealed class AudioRelayTests : IAsyncLifetime
{
    private const string Hello = """{"text":"Hello from the fixture.","usage":{"type":"duration","seconds":3}}""";
    private const string Verbose = """{"task":"transcribe","language":"english","duration":3.2,"text":"Hello there.","segments":[{"id":0,"seek":0,"start":0.0,"end":3.2,"text":" Hello there.","tokens":[50364,2425,456,13,50524],"temperature":0.0,"avg_logprob":-0.28,"compression_ratio":0.8,"no_speech_prob":0.01}]}""";
    private RelayBed _bed = null!;

    public async ValueTask InitializeAsync() => _bed = await RelayBed.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Speech_ByCharacters_PassesTheBytesAndIsCharged()
    {
        var sound = new byte[100_000];
        new Random(7).NextBytes(sound);
        await _bed.AddChannelAsync(Sound(sound), models: ["tts-1"]);
        using var response = await _bed.Client.PostAsync("/v1/audio/speech", RelayBed.Body("""{"model":"tts-1","input":"h\u00e9llo 世界 😀","voice":"alloy"}"""));
        Assert.Equal(sound, await response.Content.ReadAsByteArrayAsync());
        Assert.Equal("audio/mpeg", response.Content.Headers.ContentType!.MediaType);
        var record = Assert.Single(await _bed.RecordsAsync());
        // Ten characters at $15 a million.
        Assert.Equal(("audio/speech", 10L, 10 * 15_000L, 10 * 15_000L), (record.Operation, record.Characters, record.Cost, record.Held));
        Assert.Equal((UsageBasis.Counted, UsageStatus.Succeeded), (record.Basis, record.Status));
    }

    [Fact]
    public async Task Speech_BrokenOff_EndsBrokenAndCostsNothing()
    {
        await _bed.AddChannelAsync(
            async context =>
            {
                await Sound(new byte[50_000])(context);
                await context.Response.Body.FlushAsync();
                await Task.Delay(100);
                context.Abort();
            },
            models: ["tts-1"]);
        using var response = await _bed.Client.SendAsync(Speech("tts-1"), HttpCompletionOption.ResponseHeadersRead);
        await Assert.ThrowsAnyAsync<Exception>(() => response.Content.ReadAsByteArrayAsync());
        var record = Assert.Single(await _bed.RecordsAsync(1));
        Assert.Equal((0L, UsageStatus.Interrupted), (record.Cost, record.Status));
    }

    [Fact]
    public async Task Speech_ToAClientThatPauses_ComesWholeAndIsPaidFor()
    {
        await using var bed = await RelayBed.StartAsync(settings: ["--Relay:BetweenChunksSeconds=1"]);
        var sound = new byte[40_000_000];
        await bed.AddChannelAsync(Sound(sound), models: ["tts-1"]);
        using (var response = await bed.Client.SendAsync(Speech("tts-1"), HttpCompletionOption.ResponseHeadersRead))
        {
            await Task.Delay(2_500);
            Assert.Equal(sound.Length, (await response.Content.ReadAsByteArrayAsync()).Length);
        }

        Assert.Equal(UsageStatus.Succeeded, Assert.Single(await bed.RecordsAsync()).Status);
        await bed.AssertSoundAsync();
    }

    [Fact]
    public async Task Speech_ClientLeaves_IsPaidFor()
    {
        await _bed.AddChannelAsync(
            async context =>
            {
                for (var i = 0; i < 20; i++)
                {
                    await context.Response.Body.WriteAsync(new byte[20_000], context.RequestAborted);
                    await Task.Delay(50, context.RequestAborted);
                }
            },
            models: ["tts-1"]);
        using (var response = await _bed.Client.SendAsync(Speech("tts-1"), HttpCompletionOption.ResponseHeadersRead))
        {
            // Only the head of the reply is read.
        }

        var record = Assert.Single(await _bed.RecordsAsync(1));
        Assert.Equal((2 * 15_000L, UsageStatus.ClientGone), (record.Cost, record.Status));
    }

    [Fact]
    public async Task Speech_JsonInsteadOfSound_IsNoReply()
    {
        await _bed.AddChannelAsync(Replies.Json("""{"error":{"message":"no voice","code":"server_error"}}"""), models: ["tts-1"]);
        using var response = await _bed.Client.SendAsync(Speech("tts-1"));
        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Equal(0, Assert.Single(await _bed.RecordsAsync()).Cost);
    }

    [Fact]
    public async Task Speech_EventsWithTokens_AreChargedByTokens()
    {
        await PriceAsync("gpt-4o-mini-tts", new PriceSpec { InputPerMillion = 0.6m, OutputPerMillion = 0, AudioOutputPerMillion = 12, Kind = "audio" });
        const string Delta = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n";
        const string Done = "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,\"total_tokens\":115}}\n\n";
        await _bed.AddChannelAsync(Replies.Stream(Delta, Done), models: ["gpt-4o-mini-tts"]);
        using var response = await _bed.Client.PostAsync("/v1/audio/speech", RelayBed.Body("""{"model":"gpt-4o-mini-tts","input":"hi","voice":"alloy","stream_format":"sse"}"""));
        Assert.Equal(Delta + Done, await response.Content.ReadAsStringAsync());
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((14L, 101L, 2L, (14 * 600L) + (101 * 12_000L), UsageBasis.Reported), (record.InputTokens, record.AudioOutputTokens, record.Characters, record.Cost, record.Basis));
    }

    [Theory]
    [InlineData(Hello, 3_000, UsageBasis.Reported)]
    [InlineData(Verbose, 3_200, UsageBasis.Reported)]
    [InlineData("""{"text":"Hello there."}""", 2_500, UsageBasis.Counted)]
    public async Task Transcription_ByTime_IsChargedForTheToldLengthElseThatOfTheFile(string reply, int milliseconds, UsageBasis basis)
    {
        var upstream = await _bed.AddChannelAsync(Replies.Json(reply), models: ["whisper-1"]);
        using var form = Forms.Of(("model", "whisper-1"), ("response_format", "verbose_json")).With("file", Forms.Wave(2_500), "a.wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(reply, await response.Content.ReadAsStringAsync());
        Assert.Equal("/v1/audio/transcriptions", upstream.Requests.Single().Path);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((milliseconds, milliseconds * 100L, basis), (record.Milliseconds, record.Cost, record.Basis));
    }

    [Theory]
    [InlineData("/v1/audio/transcriptions", "srt")]
    [InlineData("/v1/audio/translations", "text")]
    public async Task Transcript_PlainText_PassesAndIsChargedByTheFile(string path, string format)
    {
        const string Text = "1\n00:00:00,000 --> 00:00:01,000\nHello there.\n";
        await _bed.AddChannelAsync(
            async context =>
            {
                context.Response.ContentType = "text/plain; charset=utf-8";
                await context.Response.WriteAsync(Text);
            },
            models: ["whisper-1"]);
        using var form = Forms.Of(("response_format", format), ("model", "whisper-1")).With("file", Forms.Wave(1_000), "a.wav");
        using var response = await _bed.Client.PostAsync(path, form);
        Assert.Equal((Text, "text/plain"), (await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType!.MediaType));
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((path[4..], 1_000L, 100_000L), (record.Operation, record.Milliseconds, record.Cost));
    }

    [Fact]
    public async Task Transcription_Streamed_IsChargedByTokens()
    {
        string[] events =
        [
            "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}\n\n",
            "data: {\"type\":\"transcript.text.delta\",\"delta\":\" there.\"}\n\n",
            "data: {\"type\":\"transcript.text.done\",\"text\":\"Hello there.\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":30,\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":30},\"output_tokens\":4,\"total_tokens\":34}}\n\n",
        ];
        await _bed.AddChannelAsync(Replies.Stream(events), models: ["gpt-4o-transcribe"]);
        using var form = Forms.Of(("model", "gpt-4o-transcribe"), ("stream", "true")).With("file", Forms.Wave(3_000), "a.wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(string.Concat(events), await response.Content.ReadAsStringAsync());
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((30L, 30L, 4L, (30 * 6_000L) + (4 * 10_000L), true), (record.InputTokens, record.AudioInputTokens, record.OutputTokens, record.Cost, record.Stream));
        Assert.True(record.Held >= record.Cost);
    }

    [Fact]
    public async Task Transcription_TokensPricedButNotTold_AreWorkedOut()
    {
        await _bed.AddChannelAsync(Replies.Json("""{"text":"Hello there."}"""), models: ["gpt-4o-transcribe"]);
        using var form = Forms.Of(("model", "gpt-4o-transcribe")).With("file", Forms.Wave(2_500), "a.wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        var record = Assert.Single(await _bed.RecordsAsync());
        Assert.Equal((30L, 3L, UsageBasis.Counted), (record.AudioInputTokens, record.OutputTokens, record.Basis));
    }

    [Fact]
    public async Task Transcription_StreamIgnoredByTheModel_IsWhole()
    {
        await _bed.AddChannelAsync(Replies.Json(Hello), models: ["whisper-1"]);
        using var form = Forms.Of(("model", "whisper-1"), ("stream", "true")).With("file", Forms.Wave(1_000), "a.wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(Hello, await response.Content.ReadAsStringAsync());
        Assert.Equal((false, UsageStatus.Succeeded), (await _bed.RecordsAsync()).Select(record => (record.Stream, record.Status)).Single());
    }

    [Fact]
    public async Task Transcription_LargeUpload_PassesWhole()
    {
        var length = 0L;
        await _bed.AddChannelAsync(Replies.Json(Hello), models: ["whisper-1"]);
        _bed.Upstream.Script = context =>
        {
            length = ((string)context.Items["body"]!).Length;
            return Replies.Json(Hello)(context);
        };
        using var form = Forms.Of(("model", "whisper-1")).With("file", Forms.Wave(2_500_000), "a.wav");
        using var response = await _bed.Client.PostAsync("/v1/audio/transcriptions", form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.True(length > 20_000_000);
    }

    private Task<PriceView> PriceAsync(string model, PriceSpec price) =>
        ((PriceService)_bed.Services.GetService(typeof(PriceService))!).PutAsync(model, price);

    private static HttpRequestMessage Speech(string model) =>
        new(HttpMethod.Post, "/v1/audio/speech") { Content = RelayBed.Body($$"""{"model":"{{model}}","input":"hi","voice":"alloy"}""") };

    private static RequestDelegate Sound(byte[] bytes) => async context =>
    {
        context.Response.ContentType = "audio/mpeg";
        for (var at = 0; at < bytes.Length; at += 9_999)
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(at, Math.Min(9_999, bytes.Length - at)));
            await context.Response.Body.FlushAsync();
        }
    };
}
