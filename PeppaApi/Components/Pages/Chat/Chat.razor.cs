using System.Globalization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.Localization;
using Microsoft.JSInterop;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Pricing;
using PeppaApi.Resources;
using PeppaApi.Tokens;
using PeppaApi.Usage;

namespace PeppaApi.Components.Pages.Chat;

/// <summary>Gives the chat in the browser what it needs of the server: models with prices, a key, and what a request has cost.</summary>
public sealed partial class Chat : IAsyncDisposable
{
    /// <summary>What the scripts say to the reader.</summary>
    private static readonly string[] ScriptTexts =
    [
        nameof(ChatText.Total), nameof(ChatText.NoCredit), nameof(ChatText.TopUp), nameof(ChatText.NoChannel), nameof(ChatText.Connection), nameof(ChatText.RetryAfter),
        nameof(ChatText.RetryLater), nameof(ChatText.TokenRefused), nameof(ChatText.Tokens), nameof(ChatText.OtherError), nameof(ChatText.Request), nameof(ChatText.Thought),
        nameof(ChatText.Again), nameof(ChatText.Running), nameof(ChatText.Stopped), nameof(ChatText.CutOff), nameof(ChatText.Cost), nameof(ChatText.CostPending),
        nameof(ChatText.Picture), nameof(ChatText.RemovePicture), nameof(ChatText.PictureKind), nameof(ChatText.PictureSize), nameof(ChatText.PictureCount),
        nameof(ChatText.NewTitle), nameof(ChatText.Acts), nameof(ChatText.Rename), nameof(ChatText.Export), nameof(ChatText.Delete), nameof(ChatText.Deleted), nameof(ChatText.Undo),
    ];

    private ElementReference _root;
    private long _userId;
    private IReadOnlyList<OwnPrice>? _prices;
    private IJSObjectReference? _module;
    private IJSObjectReference? _chat;
    private DotNetObjectReference<Chat>? _self;
    private bool _left;

    [CascadingParameter] private Task<AuthenticationState> Authentication { get; set; } = null!;

    [Inject] public required IStringLocalizer<ChatText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required UserService Users { get; init; }
    [Inject] public required GroupService Groups { get; init; }
    [Inject] public required ChannelDirectory Channels { get; init; }
    [Inject] public required PriceService Prices { get; init; }
    [Inject] public required ChatTokens Tokens { get; init; }
    [Inject] public required UsageReader Usage { get; init; }
    [Inject] public required IJSRuntime Script { get; init; }

    private Dictionary<string, string> Words => new(ScriptTexts.Select(name => KeyValuePair.Create(name, Text[name].Value)))
    {
        [nameof(SiteText.Copy)] = Site[nameof(SiteText.Copy)],
        [nameof(SiteText.Copied)] = Site[nameof(SiteText.Copied)],
    };

    private RenderFragment Models => builder =>
    {
        foreach (var vendor in (_prices ?? []).GroupBy(price => price.Vendor ?? Text[nameof(ChatText.OtherVendor)].Value))
        {
            builder.OpenElement(0, "optgroup");
            builder.SetKey(vendor.Key);
            builder.AddAttribute(1, "label", vendor.Key);
            foreach (var price in vendor)
            {
                builder.OpenElement(2, "option");
                builder.AddAttribute(3, "value", price.Model);
                builder.AddContent(4, $"{price.Model} · {Short(price)}");
                builder.CloseElement();
            }

            builder.CloseElement();
        }
    };

    /// <summary>A key of the user's own for the relay, for the page to keep in its memory.</summary>
    [JSInvokable]
    public Task<string> KeyAsync() => Tokens.IssueAsync(_userId, Text[nameof(ChatText.TokenName)]);

    /// <summary>What one of the user's requests cost; none as long as it is not settled.</summary>
    [JSInvokable]
    public async Task<ChatCost?> CostAsync(string requestId) =>
        await Usage.GetAsync(requestId ?? "") is { } record && record.UserId == _userId
            ? new ChatCost(record.Charged.ToString(CultureInfo.InvariantCulture), record.InputTokens, record.OutputTokens)
            : null;

    public async ValueTask DisposeAsync()
    {
        _left = true;
        // First: it opens the way for the page's calls, and a browser need not answer what follows.
        _self?.Dispose();
        await EndAsync();
    }

    protected override async Task OnInitializedAsync()
    {
        _userId = (await Authentication).User.UserId();
        var group = (await Users.GetAsync(_userId))?.Group ?? Data.Entities.Group.Default;
        var multiplier = (await Groups.FindAsync(group))!.Multiplier;
        var offered = Channels.Models(group).ToHashSet(StringComparer.Ordinal);
        _prices = [.. (await Prices.ListAsync()).Where(price => price.Kind == "chat" && offered.Contains(price.Model)).Select(price => OwnPrice.Of(price, multiplier))];
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!firstRender)
        {
            return;
        }

        _self = DotNetObjectReference.Create(this);
        try
        {
            await StartAsync(_self);
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its scripts with it.
        }

        if (_left)
        {
            // Left while the scripts began.
            await EndAsync();
            _self.Dispose();
        }
    }

    private async Task StartAsync(DotNetObjectReference<Chat> self)
    {
        _module = await Script.InvokeAsync<IJSObjectReference>("import", "/chat/chat.js");
        _chat = await _module.InvokeAsync<IJSObjectReference>(
            "start",
            _root,
            new
            {
                userId = _userId,
                language = CultureInfo.CurrentUICulture.Name,
                texts = Words,
                models = (_prices ?? []).Select(price => new { name = price.Model, price = $"{price.Model}: {Long(price)}" }),
            },
            self);
    }

    private async Task EndAsync()
    {
        var (chat, module) = (_chat, _module);
        (_chat, _module) = (null, null);
        try
        {
            if (chat is not null)
            {
                await chat.InvokeVoidAsync("dispose");
                await chat.DisposeAsync();
            }

            if (module is not null)
            {
                await module.DisposeAsync();
            }
        }
        catch (JSDisconnectedException)
        {
            // The page is gone, and its scripts with it.
        }
    }

    private static string Short(OwnPrice price) =>
        price.PerCall is { } call ? Usd(call) : $"{Usd(price.InputPerMillion)} / {Usd(price.OutputPerMillion)}";

    private string Long(OwnPrice price) => price.PerCall is { } call
        ? Text[nameof(ChatText.PerCall), Usd(call)]
        : Text[nameof(ChatText.PerMillion), Usd(price.InputPerMillion), Usd(price.OutputPerMillion)];

    private static string Usd(decimal usd) => "$" + PriceText.Usd(usd);

    /// <param name="Nano">Nano-dollars as text: scripts have no numbers that are exact enough.</param>
    public sealed record ChatCost(string Nano, long TokensIn, long TokensOut);
}
