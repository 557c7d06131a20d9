using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PeppaApi.Providers.Midjourney;

/// <summary>Reads a submission and says what is wrong with it, before anything is held or sent.</summary>
public static partial class MjRequestReader
{
    private const int MostPictures = 10;
    private static readonly string[] Changes = [MjActions.Upscale, MjActions.Variation, MjActions.Reroll];
    private static readonly string[] Dimensions = ["PORTRAIT", "SQUARE", "LANDSCAPE"];

    /// <param name="path">Below <c>/mj</c>: <c>submit/imagine</c>.</param>
    /// <exception cref="RequestException">It is no submission of that kind.</exception>
    public static MjRequest Read(string path, ReadOnlySpan<byte> bytes)
    {
        var body = MjJson.Parse(bytes) ?? throw new RequestException(null, "The body must be a JSON object.", "请求体必须是 JSON 对象。");
        StripModes(body);
        return path switch
        {
            "submit/imagine" => New(path, MjActions.Imagine, WithPictures(WithText(body, "prompt"), 0, MostPictures)),
            "submit/shorten" => New(path, MjActions.Shorten, WithText(body, "prompt")),
            "submit/blend" => New(path, MjActions.Blend, WithPictures(WithDimensions(body), 2, 5)),
            "submit/describe" => New(path, MjActions.Describe, body["link"] is null ? WithPicture(body, "base64") : WithText(body, "link")),
            "submit/upload-discord-images" => New(path, MjActions.Upload, WithPictures(body, 1, MostPictures)),
            "insight-face/swap" => New(path, MjActions.SwapFace, WithPicture(WithPicture(body, "sourceBase64"), "targetBase64")),
            "submit/change" => Change(path, body),
            "submit/simple-change" => SimpleChange(path, body),
            "submit/action" => Press(path, body),
            "submit/modal" => New(path, MjActions.Modal, body["maskBase64"] is null ? body : WithPicture(body, "maskBase64"), Text(body, "taskId")),
            _ => throw Unknown(path),
        };
    }

    private static MjRequest New(string path, string action, JsonObject body, string? taskId = null, string? shorthand = null) =>
        new(path, action, body) { TaskId = taskId, Shorthand = shorthand, NotifyHook = body["notifyHook"] is null ? null : Text(body, "notifyHook") };

    private static MjRequest Change(string path, JsonObject body)
    {
        var action = Text(body, "action").ToUpperInvariant();
        RequestException.Require(Changes.Contains(action), "action", "unknown_action", "unknown_action");
        var index = body["index"] is JsonValue value && value.TryGetValue(out int number) ? number : 0;
        RequestException.Require(action == MjActions.Reroll || index is >= 1 and <= 4, "index", "'index' is from 1 to 4.", "index 参数错误，应为 1 到 4");
        return New(path, action, body, Text(body, "taskId"));
    }

    private static MjRequest SimpleChange(string path, JsonObject body)
    {
        var match = Shorthand().Match(Text(body, "content").Trim());
        RequestException.Require(match.Success, "content", "'content' is like '1320098173412546 U2'.", "content 参数错误，格式如：1320098173412546 U2");
        var action = char.ToUpperInvariant(match.Groups[2].Value[0]) switch { 'U' => MjActions.Upscale, 'V' => MjActions.Variation, _ => MjActions.Reroll };
        return New(path, action, body, match.Groups[1].Value, match.Groups[2].Value.ToUpperInvariant());
    }

    private static MjRequest Press(string path, JsonObject body)
    {
        var action = MjActions.OfButton(Text(body, "customId"));
        RequestException.Require(action is not null, "customId", "unknown_action", "unknown_action");
        return New(path, action!, body, Text(body, "taskId"));
    }

    /// <summary>The mode is what was paid for: words in the prompt do not change it.</summary>
    private static void StripModes(JsonObject body)
    {
        if (body["prompt"] is JsonValue value && value.TryGetValue(out string? prompt))
        {
            body["prompt"] = ModeFlag().Replace(prompt, "").TrimEnd();
        }
    }

    private static JsonObject WithText(JsonObject body, string name)
    {
        Text(body, name);
        RequestException.Require(body[name]!.GetValueKind() == JsonValueKind.String, name, $"'{name}' must be a text.", $"{name} 必须是文本");
        return body;
    }

    private static JsonObject WithDimensions(JsonObject body)
    {
        RequestException.Require(
            body["dimensions"] is null || Dimensions.Contains(Text(body, "dimensions")), "dimensions", "'dimensions' is PORTRAIT, SQUARE or LANDSCAPE.", "dimensions 参数错误");
        return body;
    }

    private static JsonObject WithPictures(JsonObject body, int least, int most)
    {
        var pictures = body["base64Array"] as JsonArray;
        RequestException.Require(body["base64Array"] is null or JsonArray, "base64Array", "'base64Array' must be a list.", "base64Array 参数错误");
        var count = pictures?.Count ?? 0;
        RequestException.Require(count >= least && count <= most, "base64Array", $"'base64Array' has {least} to {most} pictures.", $"base64Array 应有 {least} 到 {most} 张图片");
        RequestException.Require(pictures is null || pictures.All(picture => MjJson.TextOf(picture) is { } url && MjPicture.Is(url)), "base64Array", "'base64Array' holds something that is no picture.", "base64格式错误");
        return body["base64"] is null ? body : WithPicture(body, "base64");
    }

    private static JsonObject WithPicture(JsonObject body, string name)
    {
        RequestException.Require(MjPicture.Is(Text(body, name)), name, $"'{name}' is no picture.", $"{name} 不是有效的图片，base64格式错误");
        return body;
    }

    private static string Text(JsonObject body, string name) => MjJson.TextOf(body[name]) is { } text && !string.IsNullOrWhiteSpace(text)
        ? text
        : throw new RequestException(name, $"'{name}' is missing.", $"{name}不能为空");

    private static RequestException Unknown(string path) => new(null, $"unknown_action: {path}", $"unknown_action: {path}");

    [GeneratedRegex(@"^(\S{1,100}) ([UV][1-4]|R)$", RegexOptions.IgnoreCase)]
    private static partial Regex Shorthand();

    [GeneratedRegex(@"(?<=^|\s)--(fast|relax|turbo)(?=\s|$)", RegexOptions.IgnoreCase)]
    private static partial Regex ModeFlag();
}
