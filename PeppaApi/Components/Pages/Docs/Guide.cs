namespace PeppaApi.Components.Pages.Docs;

/// <summary>What stands in a guide's placeholders.</summary>
/// <param name="Base">The relay's address, without a path.</param>
internal sealed record GuideFacts(string Base, string Key, string Model, string ClaudeModel, string GeminiModel, string ImageModel)
{
    /// <summary>Where no key was asked for.</summary>
    public const string NoKey = "sk-...";
}

/// <summary>How to use the site with one client, as Markdown with placeholders in double braces.</summary>
internal sealed record Guide(string Name, string Title, string Body)
{
    /// <summary>The guide for this site and its reader.</summary>
    public Guide Fill(GuideFacts facts) => this with
    {
        Body = Body.Replace("{{base}}", facts.Base, StringComparison.Ordinal)
            .Replace("{{key}}", facts.Key, StringComparison.Ordinal)
            .Replace("{{model}}", facts.Model, StringComparison.Ordinal)
            .Replace("{{claude-model}}", facts.ClaudeModel, StringComparison.Ordinal)
            .Replace("{{gemini-model}}", facts.GeminiModel, StringComparison.Ordinal)
            .Replace("{{image-model}}", facts.ImageModel, StringComparison.Ordinal),
    };
}

/// <summary>The guides that there are, in the order in which they are listed; each is a file in both languages beside this one.</summary>
internal static class Guides
{
    public const string First = "curl";

    public static IReadOnlyList<string> Names { get; } =
    [
        First, "openai-python", "openai-node", "dotnet", "anthropic", "gemini", "langchain", "dall-e", "any-program",
        "chatbox", "nextchat", "sidebar", "fastgpt", "claude-code", "codex", "faq",
    ];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="chinese">Else in English.</param>
    public static Guide Read(string name, bool chinese)
    {
        using var stream = typeof(Guides).Assembly.GetManifestResourceStream($"Guide.{name}.{(chinese ? "zh-CN" : "en")}.md")!;
        using var reader = new StreamReader(stream);
        var title = reader.ReadLine()!.TrimStart('#', ' ');
        return new Guide(name, title, reader.ReadToEnd());
    }
}
