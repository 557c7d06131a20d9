using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using MudBlazor;
using PeppaApi.Accounts;
using PeppaApi.Channels;
using PeppaApi.Components.Shared;
using PeppaApi.Data.Entities;
using PeppaApi.Resources;
using PeppaApi.Settings;

namespace PeppaApi.Components.Pages.Channels;

public sealed partial class ChannelDialog
{
    private string _name = "";
    private string _provider = ChannelProviders.All[0].Name;
    private string _baseUrl = ChannelProviders.All[0].BaseUrl;
    private string _keys = "";
    private string _models = "";
    private string _mapping = "";
    private IReadOnlyCollection<string> _groups = [Group.Default];
    private int _priority;
    private int _weight = 1;
    private bool _enabled = true;
    private ClientGonePolicy _gone;
    private IReadOnlyList<string> _known = [];
    private ChannelAdvancedForm _advanced = new();
    private InputException? _error;

    /// <summary>The channel to edit; none makes a new one.</summary>
    [Parameter] public ChannelView? Channel { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] public required IStringLocalizer<ChannelsText> Text { get; init; }
    [Inject] public required IStringLocalizer<SiteText> Site { get; init; }
    [Inject] public required ChannelService Service { get; init; }
    [Inject] public required GroupService Groups { get; init; }

    protected override async Task OnInitializedAsync()
    {
        if (Channel is not null)
        {
            (_name, _provider, _baseUrl, _groups, _priority, _weight, _enabled, _gone) = (
                Channel.Name, Channel.Provider, Channel.BaseUrl, Channel.Groups, Channel.Priority, Channel.Weight, Channel.Enabled, Channel.ClientGone);
            _advanced = ChannelAdvancedForm.Of(Channel);
            _models = Lines.Join(Channel.Models);
            _mapping = Lines.Join(Channel.ModelMapping.Select(pair => $"{pair.Key} = {pair.Value}"));
        }

        var groups = await Groups.ListAsync();
        _known = [.. groups.Select(group => group.Name)];
        if (Channel is null)
        {
            _groups = [Group.Default, .. groups.Where(group => group.PriceYuan is not null).Select(group => group.Name)];
        }

    }

    private string AddressHint => Text[_provider switch
    {
        "azure" => nameof(ChannelsText.AzureHint),
        "ollama" => nameof(ChannelsText.OllamaHint),
        _ => nameof(ChannelsText.BaseUrlHint),
    }];

    private string KeysHint
    {
        get
        {
            string hint = Channel is null ? Text[nameof(ChannelsText.KeysHint)] : Text[nameof(ChannelsText.KeysKeep), Channel.Keys.Count];
            return ChannelProviders.All.Single(provider => provider.Name == _provider).KeyForm is { } form ? $"{hint} {Text[nameof(ChannelsText.KeysForm), form]}" : hint;
        }
    }

    // An address that was typed stays; one that came with the provider before gives way.
    private void ChooseProvider(string name)
    {
        var typed = ChannelProviders.All.All(provider => provider.BaseUrl != _baseUrl.Trim());
        _baseUrl = typed ? _baseUrl : ChannelProviders.All.Single(provider => provider.Name == name).BaseUrl;
        _provider = name;
    }

    private bool Bad(string field) => _error?.Field == field;

    private async Task SaveAsync()
    {
        _error = null;
        try
        {
            var keys = Lines.Split(_keys);
            var spec = new ChannelSpec(
                _name, _provider, _baseUrl, Channel is not null && keys.Count == 0 ? null : keys, Lines.Split(_models), ReadMapping(), [.. _groups],
                _priority, _weight, _enabled, _advanced.CostMultiplier, _gone)
            {
                Tags = Lines.Split(_advanced.Tags),
                Limits = _advanced.Limits,
                Rules = _advanced.ToRules(),
            };
            if (Channel is null)
            {
                await Service.CreateAsync(spec);
            }
            else
            {
                await Service.UpdateAsync(Channel.Id, spec);
            }

            Dialog.Close();
        }
        catch (InputException exception)
        {
            _error = exception;
        }
    }

    private Dictionary<string, string> ReadMapping() => Lines.Split(_mapping)
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .GroupBy(pair => pair[0])
        .ToDictionary(pairs => pairs.Key, pairs => pairs.Last().ElementAtOrDefault(1) ?? "");
}
