using System.Globalization;
using System.Security.Claims;
using Microsoft.Extensions.Localization;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Components.Layout;
using PeppaApi.Components.Pages.Settings;
using PeppaApi.Data.Entities;
using PeppaApi.Pricing;
using PeppaApi.Resources;
using PeppaApi.Tokens;

namespace PeppaApi.Components.Pages.Search;

/// <summary>Finds any page, setting, model and token, and for operators users, channels and everybody's tokens; nobody finds what they may not open.</summary>
public sealed class SiteSearch(
    IStringLocalizer<SiteText> texts, SettingTexts settings, PriceService prices, TokenSearch tokens, UserService users, ChannelLister channels)
{
    private const int OfEach = 6;

    public async Task<IReadOnlyList<SearchHit>> FindAsync(ClaimsPrincipal who, string? search, CancellationToken cancellationToken = default)
    {
        var wanted = (search ?? "").Trim();
        var pages = Pages(who, wanted);
        if (wanted.Length == 0)
        {
            return [.. pages];
        }

        var hits = pages.Take(OfEach).ToList();
        if (who.IsInRole(Role.Admin))
        {
            hits.AddRange(SettingPart.All.Where(part => part.Matches(settings, wanted)).Take(OfEach).Select(part => Hit(part)));
        }

        hits.AddRange((await prices.ListAsync(cancellationToken)).Where(price => Has(price.Model, wanted)).OrderBy(price => price.Model.Length).Take(OfEach)
            .Select(price => new SearchHit(HitKind.Model, price.Model, "/pricing?search=" + Uri.EscapeDataString(price.Model), price.Vendor ?? "")));
        hits.AddRange(await (who.IsOperator() ? OfOperatorAsync(wanted, cancellationToken) : OwnTokensAsync(who.UserId(), wanted, cancellationToken)));
        return hits;
    }

    private IEnumerable<SearchHit> Pages(ClaimsPrincipal who, string wanted) =>
        NavRail.Own.Concat(who.IsOperator() ? NavRail.Operators : []).Concat(who.IsInRole(Role.Admin) ? NavRail.Admins : [])
            .Select(page => new SearchHit(HitKind.Page, texts[page.Name], page.Address, page.Address))
            .Where(page => Has(page.Name, wanted) || Has(page.Address, wanted));

    private SearchHit Hit(SettingPart part)
    {
        var title = part.Title(settings);
        return new SearchHit(HitKind.Setting, title, part.Section is null ? part.Page : $"{part.Page}?search={Uri.EscapeDataString(part.Setting)}", part.Setting);
    }

    private async Task<List<SearchHit>> OwnTokensAsync(long userId, string wanted, CancellationToken cancellationToken) =>
        [.. (await tokens.FindAsync(wanted, userId, OfEach, cancellationToken)).Select(token => new SearchHit(HitKind.Token, token.Name, $"/log?token={token.Id}", token.Prefix + "…"))];

    private async Task<List<SearchHit>> OfOperatorAsync(string wanted, CancellationToken cancellationToken)
    {
        var people = (await users.ListAsync(wanted, 1, OfEach, cancellationToken)).Items.ToList();
        if (Id(wanted) is { } id && await users.GetAsync(id, cancellationToken) is { } named && people.All(user => user.Id != id))
        {
            people.Insert(0, named);
        }

        return
        [
            .. people.Select(user => new SearchHit(HitKind.User, user.UserName, $"/admin/users/{user.Id}", user.Email)),
            .. (await channels.NamesAsync(cancellationToken)).Where(channel => Has(channel.Name, wanted) || channel.Id == Id(wanted)).Take(OfEach)
                .Select(channel => new SearchHit(HitKind.Channel, channel.Name, $"/admin/channels/{channel.Id}/keys", $"#{channel.Id}")),
            .. (await tokens.FindAsync(wanted, null, OfEach, cancellationToken))
                .Select(token => new SearchHit(HitKind.Token, token.Name, $"/admin/usage?user={token.UserId}&token={token.Id}", $"{token.Prefix}… · {token.UserName}")),
        ];
    }

    private static long? Id(string text) => long.TryParse(text.TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;

    private static bool Has(string text, string wanted) => text.Contains(wanted, StringComparison.OrdinalIgnoreCase);
}
