using Microsoft.AspNetCore.Http;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Sdk;

/// <summary>What the upstream says to clients that ask for pictures, sound and judgement (vendors/openai.md, 15.6 and 15.7).</summary>
internal static class MediaReplies
{
    public static readonly string[] Models = ["dall-e-3", "gpt-image-1", "tts-1", "whisper-1", "gpt-4o-transcribe", "omni-moderation-latest", "gpt-4o"];

    public const string Kite = """{"created":1704164650,"data":[{"url":"https://files.example.test/img-fx.png","revised_prompt":"A red kite flying over a green field"}]}""";
    public const string Edited = """{"created":1704164675,"data":[{"b64_json":"iVBORw0KGgo="}],"background":"opaque","output_format":"png","size":"1024x1024","quality":"low","usage":{"total_tokens":595,"input_tokens":323,"output_tokens":272,"input_tokens_details":{"text_tokens":0,"image_tokens":323}}}""";
    public const string Transcript = """{"text":"Hello from the fixture.","usage":{"type":"duration","seconds":3}}""";
    public const string Judged = """{"id":"modr-fx1","model":"omni-moderation-latest","results":[{"flagged":false,"categories":{"harassment":false,"harassment/threatening":false,"hate":false,"hate/threatening":false,"illicit":false,"illicit/violent":false,"self-harm":false,"self-harm/intent":false,"self-harm/instructions":false,"sexual":false,"sexual/minors":false,"violence":false,"violence/graphic":false},"category_scores":{"harassment":0.0001,"harassment/threatening":0.00001,"hate":0.00002,"hate/threatening":0.000001,"illicit":0.0001,"illicit/violent":0.00001,"self-harm":0.00001,"self-harm/intent":0.00001,"self-harm/instructions":0.00001,"sexual":0.0001,"sexual/minors":0.000001,"violence":0.0005,"violence/graphic":0.00001},"category_applied_input_types":{"harassment":["text"],"harassment/threatening":["text"],"hate":["text"],"hate/threatening":["text"],"illicit":["text"],"illicit/violent":["text"],"self-harm":["text"],"self-harm/intent":["text"],"self-harm/instructions":["text"],"sexual":["text"],"sexual/minors":["text"],"violence":["text"],"violence/graphic":["text"]}}]}""";

    public static string[] Pictures { get; } =
    [
        "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"iVBORw0KGgo=\",\"created_at\":1704164670,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\",\"output_format\":\"png\",\"partial_image_index\":0}\n\n",
        "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"iVBORw0KGgo=\",\"created_at\":1704164672,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\",\"output_format\":\"png\",\"usage\":{\"total_tokens\":290,\"input_tokens\":18,\"output_tokens\":272,\"input_tokens_details\":{\"text_tokens\":18,\"image_tokens\":0}}}\n\n",
    ];

    public static string[] Transcripts { get; } =
    [
        "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hello\"}\n\n",
        "data: {\"type\":\"transcript.text.delta\",\"delta\":\" there.\"}\n\n",
        "data: {\"type\":\"transcript.text.done\",\"text\":\"Hello there.\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":30,\"input_token_details\":{\"text_tokens\":0,\"audio_tokens\":30},\"output_tokens\":4,\"total_tokens\":34}}\n\n",
    ];

    public static RequestDelegate Script { get; } = context => Choose(context)(context);

    private static RequestDelegate Choose(HttpContext context)
    {
        var body = (string)context.Items["body"]!;
        return context.Request.Path.Value switch
        {
            "/v1/images/generations" => body.Contains("\"stream\":true", StringComparison.Ordinal) ? Replies.Stream(Pictures) : Replies.Json(Kite),
            "/v1/images/edits" => Replies.Json(Edited),
            "/v1/audio/speech" => Sound,
            "/v1/moderations" => Replies.Json(Judged),
            _ => body.Contains("gpt-4o-transcribe", StringComparison.Ordinal) ? Replies.Stream(Transcripts) : Replies.Json(Transcript),
        };
    }

    private static Task Sound(HttpContext context)
    {
        context.Response.ContentType = "audio/mpeg";
        return context.Response.Body.WriteAsync("ID3 sound"u8.ToArray()).AsTask();
    }
}
