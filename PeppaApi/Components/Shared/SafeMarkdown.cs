using Markdig;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace PeppaApi.Components.Shared;

/// <summary>Markdown of operators as HTML that cannot run anything: their HTML is shown as text, and links lead to pages only.</summary>
internal static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().DisableHtml().Build();

    public static MarkupString ToHtml(string text) => new(Parse(text).ToHtml(Pipeline));

    /// <summary>The same in parts: whatever stands between blocks of code, and each of those as its text alone.</summary>
    public static IEnumerable<(MarkupString Html, string? Code)> ToParts(string text)
    {
        using var html = new StringWriter();
        var renderer = new HtmlRenderer(html);
        Pipeline.Setup(renderer);
        foreach (var block in Parse(text))
        {
            if (block is FencedCodeBlock code)
            {
                yield return (new MarkupString(html.ToString()), null);
                html.GetStringBuilder().Clear();
                yield return (default, code.Lines.ToString());
            }
            else
            {
                renderer.Render(block);
            }
        }

        yield return (new MarkupString(html.ToString()), null);
    }

    private static MarkdownDocument Parse(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
        // The page has its own first heading.
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Max(2, heading.Level);
        }

        foreach (var link in document.Descendants<LinkInline>())
        {
            link.Url = Safe(link.Url);
            // A picture from elsewhere would tell elsewhere who reads the page.
            link.IsImage = false;
            link.GetAttributes().AddPropertyIfNotExist("rel", "noopener");
        }

        foreach (var link in document.Descendants<AutolinkInline>())
        {
            link.Url = link.IsEmail ? link.Url : Safe(link.Url) ?? "";
        }

        return document;
    }

    private static string? Safe(string? address) =>
        Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var link) && (!link.IsAbsoluteUri ? !address.TrimStart().StartsWith("//", StringComparison.Ordinal) && !address.Contains(':', StringComparison.Ordinal) : link.Scheme is "http" or "https" or "mailto")
            ? address
            : null;
}
