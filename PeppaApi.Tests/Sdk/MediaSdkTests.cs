using System.ClientModel;
using OpenAI;
using OpenAI.Audio;
using OpenAI.Images;
using PeppaApi.Data.Entities;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>The official .NET SDK as an unmodified client of pictures, sound and moderation.</summary>
public sealed class MediaSdkTests : IAsyncLifetime
{
    private RelayBed _bed = null!;
    private OpenAIClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _bed = await RelayBed.StartAsync();
        await _bed.AddChannelAsync(MediaReplies.Script, models: MediaReplies.Models);
        _client = new(new ApiKeyCredential(_bed.Key), new OpenAIClientOptions { Endpoint = new Uri(_bed.Address + "/v1") });
    }

    public async ValueTask DisposeAsync()
    {
        await _bed.AssertSoundAsync();
        await _bed.DisposeAsync();
    }

    [Fact]
    public async Task Tour_PicturesSoundModeration_AreReadAndCharged()
    {
        GeneratedImage kite = await _client.GetImageClient("dall-e-3").GenerateImageAsync(
            "a red kite", new ImageGenerationOptions { Size = GeneratedImageSize.W1024xH1024, Quality = new GeneratedImageQuality("standard") });
        Assert.Equal("https://files.example.test/img-fx.png", kite.ImageUri.ToString());
        GeneratedImage edited = await _client.GetImageClient("gpt-image-1").GenerateImageEditAsync(
            new MemoryStream("picture"u8.ToArray()), "a.png", "add a kite", new ImageEditOptions { Size = GeneratedImageSize.W1024xH1024 });
        Assert.Equal(8, edited.ImageBytes.ToArray().Length);
        BinaryData sound = await _client.GetAudioClient("tts-1").GenerateSpeechAsync("hi", GeneratedSpeechVoice.Alloy);
        Assert.Equal("ID3 sound", sound.ToString());
        AudioTranscription transcript = await _client.GetAudioClient("whisper-1").TranscribeAudioAsync(new MemoryStream(Forms.Wave(1_000)), "a.wav");
        Assert.Equal("Hello from the fixture.", transcript.Text);
        var judged = await _client.GetModerationClient("omni-moderation-latest").ClassifyTextAsync("Hello");
        Assert.False(judged.Value.Flagged);

        var records = await _bed.RecordsAsync();
        Assert.Equal(
            [
                ("images/generations", 40_000_000L), ("images/edits", 11_000_000L + (323 * 10_000)), ("audio/speech", 30_000L),
                ("audio/transcriptions", 300_000L), ("moderations", 200L),
            ],
            records.Select(record => (record.Operation, record.Charged)));
        Assert.All(records, record => Assert.Equal(UsageStatus.Succeeded, record.Status));
    }

    [Fact]
    public async Task Model_OfTheWrongKind_IsTheSdksOwnException()
    {
        var exception = await Assert.ThrowsAsync<ClientResultException>(() => _client.GetImageClient("gpt-4o").GenerateImageAsync("a red kite"));
        Assert.Equal(400, exception.Status);
        Assert.Empty(await _bed.RecordsAsync());
    }
}
