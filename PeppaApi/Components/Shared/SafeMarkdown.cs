using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Components;

namespace PeppaApi.Components.Shared;

/// <summary>Markdown of operators as HTML that cannot run anything: their HTML is shown as text, and links lead to pages only.</summary>
internal static class SafeMarkdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().DisableHtml().Build();

    public static MarkupString ToHtml(string text)
    {
        var document = Markdown.Parse(text, Pipeline);
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

        return new MarkupString(document.ToHtml(Pipeline));
    }

    private static string? Safe(string? address) =>
        Uri.TryCreate(address, UriKind.RelativeOrAbsolute, out var link) && (!link.IsAbsoluteUri ? !address.TrimStart().StartsWith("//", StringComparison.Ordinal) && !address.Contains(':', StringComparison.Ordinal) : link.Scheme is "http" or "https" or "mailto")
            ? address
            : null;
}
