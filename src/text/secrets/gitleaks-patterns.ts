// Patterns of vendors' tokens: data from gitleaks, written by test/support/gitleaks/extract.ts. Do not edit.
// Origin: https://github.com/gitleaks/gitleaks, config/gitleaks.toml at b58d3f102cf3a2c84cb7f923d05c25c9b1aed84b.
//
// MIT License
//
// Copyright (c) 2019 Zachary Rice
//
// Permission is hereby granted, free of charge, to any person obtaining a copy
// of this software and associated documentation files (the "Software"), to deal
// in the Software without restriction, including without limitation the rights
// to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
// copies of the Software, and to permit persons to whom the Software is
// furnished to do so, subject to the following conditions:
//
// The above copyright notice and this permission notice shall be included in all
// copies or substantial portions of the Software.
//
// THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
// IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
// FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
// AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
// LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
// OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
// SOFTWARE.

/**
 * One pattern a line: what it finds | "token" or, where the keyword is the name that it is assigned to, "assigned" |
 * keywords in lower case, by blanks | least entropy in bits a character | flags | pattern.
 */
export const GITLEAKS_PATTERNS = String.raw`
1Password secret key | token | a3- | 3.8 |  | \bA3-[A-Z0-9]{6}-(?:(?:[A-Z0-9]{11})|(?:[A-Z0-9]{6}-[A-Z0-9]{5}))-[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{5}\b
1Password service account token | token | ops_ | 4 |  | ops_eyJ[a-zA-Z0-9+/]{250,2000}={0,3}
Adafruit API key | assigned | adafruit | 0 | i | ([a-z0-9_-]{32})
Adobe client secret | token | p8e- | 2 | i | \b(p8e-[a-z0-9]{32})
Age secret key | token | age-secret-key-1 | 0 |  | AGE-SECRET-KEY-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{58}
Airtable API key | assigned | airtable | 0 | i | ([a-z0-9]{17})
Airtable personal access token | token | pat | 0 |  | \b(pat[A-Za-z0-9]{14}\.[a-f0-9]{64})\b
Algolia API key | assigned | algolia | 0 | i | ([a-z0-9]{32})
Alibaba access key ID | token | ltai | 2 | i | \b(LTAI[a-z0-9]{20})
Alibaba secret key | assigned | alibaba | 2 | i | ([a-z0-9]{30})
Anthropic admin API key | token | sk-ant-admin01 | 0 |  | \b(sk-ant-admin01-[a-zA-Z0-9_\-]{93}AA)
Anthropic API key | token | sk-ant-api03 | 0 |  | \b(sk-ant-api03-[a-zA-Z0-9_\-]{93}AA)
Artifactory API key | token | akcp | 4.5 |  | \bAKCp[A-Za-z0-9]{69}\b
Artifactory reference token | token | cmvmd | 4.5 |  | \bcmVmd[A-Za-z0-9]{59}\b
Asana client secret | assigned | asana | 0 | i | ([a-z0-9]{32})
Atlassian API token | token | atlassian confluence jira atatt3 | 3.5 | i | ([a-z0-9]{20}[a-f0-9]{4})(?:[\x60'"\s;]|\\[nr]|$)|\b(ATATT3[A-Za-z0-9_\-=]{186})
Authress service client access key | token | sc_ ext_ scauth_ authress_ | 2 | i | \b((?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.(?:acc)[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30,120})
AWS Amazon Bedrock API key long lived | token | absk | 3 |  | \b(ABSK[A-Za-z0-9+/]{109,269}={0,2})
AWS Amazon Bedrock API key short lived | token | bedrock-api-key- | 3 |  | bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t
Azure AD client secret | token | q~ | 3 |  | (?:^|[\\'"\x60\s>=:(,)])([a-zA-Z0-9_~.]{3}\dQ~[a-zA-Z0-9_~.-]{31,34})(?:$|[\\'"\x60\s<),])
Beamer API token | assigned | beamer | 0 | i | (b_[a-z0-9=_\-]{44})
Bitbucket client secret | assigned | bitbucket | 0 | i | ([a-z0-9=_\-]{64})
Bittrex access key | assigned | bittrex | 0 | i | ([a-z0-9]{32})
Bittrex secret key | assigned | bittrex | 0 | i | ([a-z0-9]{32})
Cisco Meraki API key | assigned | meraki | 3 | i | ([0-9a-f]{40})
Clickhouse cloud API secret key | token | 4b1d | 3 |  | \b(4b1d[A-Za-z0-9]{38})\b
Clojars API token | token | clojars_ | 2 | i | CLOJARS_[a-z0-9]{60}
Cloudflare API key | assigned | cloudflare | 2 | i | ([a-z0-9_-]{40})
Cloudflare global API key | assigned | cloudflare | 2 | i | ([a-f0-9]{37})
Cloudflare origin CA key | token | v1.0- | 2 |  | \b(v1\.0-[a-f0-9]{24}-[a-f0-9]{146})
Codecov access token | assigned | codecov | 0 | i | ([a-z0-9]{32})
Cohere API token | assigned | cohere co_api_key | 4 | i | ([a-zA-Z0-9]{40})
Coinbase access token | assigned | coinbase | 0 | i | ([a-z0-9_-]{64})
Confluent access token | assigned | confluent | 0 | i | ([a-z0-9]{16})
Confluent secret key | assigned | confluent | 0 | i | ([a-z0-9]{64})
Contentful delivery API token | assigned | contentful | 0 | i | ([a-z0-9=_\-]{43})
Databricks API token | token | dapi | 3 |  | \b(dapi[a-f0-9]{32}(?:-\d)?)
Datadog access token | assigned | datadog | 0 | i | ([a-z0-9]{40})
Defined networking API token | token | dnkey | 0 | i | (dnkey-[a-z0-9=_\-]{26}-[a-z0-9=_\-]{52})
DigitalOcean access token | token | doo_v1_ | 3 |  | \b(doo_v1_[a-f0-9]{64})
DigitalOcean personal access token | token | dop_v1_ | 3 |  | \b(dop_v1_[a-f0-9]{64})
DigitalOcean refresh token | token | dor_v1_ | 0 | i | \b(dor_v1_[a-f0-9]{64})
Discord API token | assigned | discord | 0 | i | ([a-f0-9]{64})
Discord client secret | assigned | discord | 2 | i | ([a-z0-9=_\-]{32})
Doppler API token | token | dp.pt. | 2 | i | dp\.pt\.[a-z0-9]{43}
Drone CI access token | assigned | droneci | 0 | i | ([a-z0-9]{32})
Dropbox API token | assigned | dropbox | 0 | i | ([a-z0-9]{15})
Dropbox long lived API token | assigned | dropbox | 0 | i | ([a-z0-9]{11}(AAAAAAAAAA)[a-z0-9\-_=]{43})
Dropbox short lived API token | assigned | dropbox | 0 | i | (sl\.[a-z0-9\-=_]{135})
Duffel API token | token | duffel_ | 2 | i | duffel_(?:test|live)_[a-z0-9_\-=]{43}
Dynatrace API token | token | dt0c01. | 4 | i | dt0c01\.[a-z0-9]{24}\.[a-z0-9]{64}
EasyPost API token | token | ezak | 2 | i | \bEZAK[a-z0-9]{54}\b
EasyPost test API token | token | eztk | 2 | i | \bEZTK[a-z0-9]{54}\b
Etsy access token | assigned | etsy | 3 | i | ([a-z0-9]{24})
Facebook page access token | token | eaam eaac | 4 | i | \b(EAA[MC][a-z0-9]{100,2000})
Facebook secret | assigned | facebook | 3 | i | ([a-f0-9]{32})
Fastly API token | assigned | fastly | 0 | i | ([a-z0-9=_\-]{32})
Finicity API token | assigned | finicity | 0 | i | ([a-f0-9]{32})
Finicity client secret | assigned | finicity | 0 | i | ([a-z0-9]{20})
Finnhub access token | assigned | finnhub | 0 | i | ([a-z0-9]{20})
Flickr access token | assigned | flickr | 0 | i | ([a-z0-9]{32})
Flutterwave encryption key | token | flwseck_test | 2 | i | FLWSECK_TEST-[a-h0-9]{12}
Flutterwave secret key | token | flwseck_test | 2 | i | FLWSECK_TEST-[a-h0-9]{32}-X
Fly.io access token | token | fo1_ fm1 fm2_ | 4 |  | \b((?:fo1_[\w-]{43}|fm1[ar]_[a-zA-Z0-9+\/]{100,2000}={0,3}|fm2_[a-zA-Z0-9+\/]{100,2000}={0,3}))
Frameio API token | token | fio-u- | 0 | i | fio-u-[a-z0-9\-_=]{64}
Freshbooks access token | assigned | freshbooks | 0 | i | ([a-z0-9]{64})
Google Cloud API key | token | aiza | 4 |  | \b(AIza[\w-]{35})
GitLab CI/CD job token | token | glcbt- | 3 |  | glcbt-[0-9a-zA-Z]{1,5}_[0-9a-zA-Z_-]{20}
GitLab deploy token | token | gldt- | 3 |  | gldt-[0-9a-zA-Z_\-]{20}
GitLab feature flag client token | token | glffct- | 3 |  | glffct-[0-9a-zA-Z_\-]{20}
GitLab feed token | token | glft- | 3 |  | glft-[0-9a-zA-Z_\-]{20}
GitLab incoming mail token | token | glimt- | 3 |  | glimt-[0-9a-zA-Z_\-]{25}
GitLab Kubernetes agent token | token | glagent- | 3 |  | glagent-[0-9a-zA-Z_\-]{50}
GitLab OAuth app secret | token | gloas- | 3 |  | gloas-[0-9a-zA-Z_\-]{64}
GitLab personal access token | token | glpat- | 3 |  | glpat-[\w-]{20}
GitLab personal access token routable | token | glpat- | 4 |  | \bglpat-[0-9a-zA-Z_-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
GitLab pipeline trigger token | token | glptt- | 3 |  | glptt-[0-9a-f]{40}
GitLab runner registration token | token | gr1348941 | 3 |  | GR1348941[\w-]{20}
GitLab runner authentication token | token | glrt- | 3 |  | glrt-[0-9a-zA-Z_\-]{20}
GitLab runner authentication token routable | token | glrt- | 4 |  | \bglrt-t\d_[0-9a-zA-Z_\-]{27,300}\.[0-9a-z]{2}[0-9a-z]{7}\b
GitLab SCIM token | token | glsoat- | 3 |  | glsoat-[0-9a-zA-Z_\-]{20}
GitLab session cookie | token | _gitlab_session= | 3 |  | _gitlab_session=[0-9a-z]{32}
Gitter access token | assigned | gitter | 0 | i | ([a-z0-9_-]{40})
GoCardless API token | token | live_ gocardless | 0 | i | (live_[a-z0-9\-_=]{40})
Grafana API key | token | eyjrijoi | 3 | i | \b(eyJrIjoi[A-Za-z0-9]{70,400}={0,3})
Grafana cloud API token | token | glc_ | 3 | i | \b(glc_[A-Za-z0-9+/]{32,400}={0,3})
Grafana service account token | token | glsa_ | 3 | i | \b(glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8})
Harness API key | token | pat. sat. | 0 |  | (?:pat|sat)\.[a-zA-Z0-9_-]{22}\.[a-zA-Z0-9]{24}\.[a-zA-Z0-9]{20}
HashiCorp Terraform API token | token | atlasv1 | 3.5 | i | [a-z0-9]{14}\.(?:atlasv1)\.[a-z0-9\-_=]{60,70}
Heroku API key | assigned | heroku | 0 | i | ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
Heroku API key | token | hrku-aa | 4 |  | \b((HRKU-AA[0-9a-zA-Z_-]{58}))
HubSpot API key | assigned | hubspot | 0 | i | ([0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12})
Hugging Face access token | token | hf_ | 2 | i | \b(hf_(?:[a-z]{34}))
Hugging Face organization API token | token | api_org_ | 2 | i | \b(api_org_(?:[a-z]{34}))
Infracost API token | token | ico- | 3 |  | \b(ico-[a-zA-Z0-9]{32})
Intercom API key | assigned | intercom | 0 | i | ([a-z0-9=_\-]{60})
Intra42 client secret | token | s-s4t2ud- s-s4t2af- | 3 | i | \b(s-s4t2(?:ud|af)-[abcdef0123456789]{64})
JFrog API key | assigned | jfrog artifactory bintray xray | 0 | i | ([a-z0-9]{73})
JFrog identity token | assigned | jfrog artifactory bintray xray | 0 | i | ([a-z0-9]{64})
Kraken access token | assigned | kraken | 0 | i | ([a-z0-9\/=_\+\-]{80,90})
Kucoin access token | assigned | kucoin | 0 | i | ([a-f0-9]{24})
Kucoin secret key | assigned | kucoin | 0 | i | ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
LaunchDarkly access token | assigned | launchdarkly | 0 | i | ([a-z0-9=_\-]{40})
Linear API key | token | lin_api_ | 2 | i | lin_api_[a-z0-9]{40}
Linear client secret | assigned | linear | 2 | i | ([a-f0-9]{32})
LinkedIn client secret | assigned | linkedin linked_in linked-in | 2 | i | ([a-z0-9]{16})
Lob API key | token | test_ live_ | 0 | i | ((live|test)_[a-f0-9]{35})
Looker client secret | assigned | looker | 0 | i | ([a-z0-9]{24})
Mailchimp API key | assigned | mailchimp | 0 | i | ([a-f0-9]{32}-us\d\d)
Mailgun private API token | assigned | mailgun | 0 | i | (key-[a-f0-9]{32})
Mailgun signing key | assigned | mailgun | 0 | i | ([a-h0-9]{32}-[a-h0-9]{8}-[a-h0-9]{8})
Mapbox API token | assigned | mapbox | 0 | i | (pk\.[a-z0-9]{60}\.[a-z0-9]{22})
Mattermost access token | assigned | mattermost | 0 | i | ([a-z0-9]{26})
Maxmind license key | token | _mmk | 4 |  | \b([A-Za-z0-9]{6}_[A-Za-z0-9]{29}_mmk)
MessageBird API token | assigned | messagebird message-bird message_bird | 0 | i | ([a-z0-9]{25})
Microsoft teams webhook | token | webhook.office.com webhookb2 incomingwebhook | 0 |  | https://[a-z0-9]{1,2000}\.webhook\.office\.com/webhookb2/[a-z0-9]{8}-(?:[a-z0-9]{4}-){3}[a-z0-9]{12}@[a-z0-9]{8}-(?:[a-z0-9]{4}-){3}[a-z0-9]{12}/IncomingWebhook/[a-z0-9]{32}/[a-z0-9]{8}-(?:[a-z0-9]{4}-){3}[a-z0-9]{12}
Netlify access token | assigned | netlify | 0 | i | ([a-z0-9=_\-]{40,46})
New relic browser API token | token | nrjs- | 0 | i | (NRJS-[a-f0-9]{19})
New relic insert key | token | nrii- | 0 | i | (NRII-[a-z0-9-]{32})
New relic user API key | token | nrak | 0 | i | (NRAK-[a-z0-9]{27})
Notion API token | token | ntn_ | 4 |  | \b(ntn_[0-9]{11}[A-Za-z0-9]{32}[A-Za-z0-9]{3})
npm access token | token | npm_ | 2 | i | \b(npm_[a-z0-9]{36})
Nytimes access token | assigned | nytimes new-york-times newyorktimes | 0 | i | ([a-z0-9=_\-]{32})
Octopus deploy API key | token | api- | 3 |  | \b(API-[A-Z0-9]{26})
Okta access token | assigned | okta | 4 | i | (00[\w=\-]{40})
OpenAI API key | token | t3blbkfj | 3 |  | \b(sk-(?:proj|svcacct|admin)-(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})T3BlbkFJ(?:[A-Za-z0-9_-]{74}|[A-Za-z0-9_-]{58})\b|sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20})
OpenShift user token | token | sha256~ | 3.5 |  | \b(sha256~[\w-]{43})
Perplexity API key | token | pplx- | 4 |  | \b(pplx-[a-zA-Z0-9]{48})
Plaid API token | assigned | plaid | 0 | i | (access-(?:sandbox|development|production)-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
Plaid secret key | assigned | plaid | 3.5 | i | ([a-z0-9]{30})
PlanetScale API token | token | pscale_tkn_ | 3 | i | \b(pscale_tkn_[\w=\.-]{32,64})
PlanetScale OAuth token | token | pscale_oauth_ | 3 |  | \b(pscale_oauth_[\w=\.-]{32,64})
PlanetScale password | token | pscale_pw_ | 3 | i | \b(pscale_pw_[\w=\.-]{32,64})
Postman API token | token | pmak- | 3 | i | \b(PMAK-[a-f0-9]{24}\-[a-f0-9]{34})
Prefect API token | token | pnu_ | 2 |  | \b(pnu_[a-zA-Z0-9]{36})
Privateai API token | assigned | privateai private_ai private-ai | 3 | i | ([a-z0-9]{32})
Pulumi API token | token | pul- | 2 |  | \b(pul-[a-f0-9]{40})
PyPI upload token | token | pypi-ageichlwas5vcmc | 3 |  | pypi-AgEIcHlwaS5vcmc[\w-]{50,1000}
Rapidapi access token | assigned | rapidapi | 0 | i | ([a-z0-9_-]{50})
Readme API token | token | rdme_ | 2 |  | \b(rdme_[a-z0-9]{70})
RubyGems API token | token | rubygems_ | 2 |  | \b(rubygems_[a-f0-9]{48})
Scalingo API token | token | tk-us- | 2 |  | \b(tk-us-[\w-]{48})
Sendbird access token | assigned | sendbird | 0 | i | ([a-f0-9]{40})
SendGrid API token | token | sg. | 2 | i | \b(SG\.[a-z0-9=_\-\.]{66})
Sendinblue API token | token | xkeysib- | 2 | i | \b(xkeysib-[a-f0-9]{64}\-[a-z0-9]{16})
Sentry access token | assigned | sentry | 3 | i | ([a-f0-9]{64})
Sentry org token | token | sntrys_eyjpyxqio | 4.5 |  | \bsntrys_eyJpYXQiO[a-zA-Z0-9+/]{10,200}(?:LCJyZWdpb25fdXJs|InJlZ2lvbl91cmwi|cmVnaW9uX3VybCI6)[a-zA-Z0-9+/]{10,200}={0,2}_[a-zA-Z0-9+/]{43}
Sentry user token | token | sntryu_ | 3.5 |  | \b(sntryu_[a-f0-9]{64})
Settlemint application access token | token | sm_aat | 3 |  | \b(sm_aat_[a-zA-Z0-9]{16})
Settlemint personal access token | token | sm_pat | 3 |  | \b(sm_pat_[a-zA-Z0-9]{16})
Settlemint service access token | token | sm_sat | 3 |  | \b(sm_sat_[a-zA-Z0-9]{16})
Shippo API token | token | shippo_ | 2 |  | \b(shippo_(?:live|test)_[a-fA-F0-9]{40})
Shopify access token | token | shpat_ | 2 |  | shpat_[a-fA-F0-9]{32}
Shopify custom access token | token | shpca_ | 2 |  | shpca_[a-fA-F0-9]{32}
Shopify private app access token | token | shppa_ | 2 |  | shppa_[a-fA-F0-9]{32}
Shopify shared secret | token | shpss_ | 2 |  | shpss_[a-fA-F0-9]{32}
Sidekiq secret | assigned | bundle_enterprise__contribsys__com bundle_gems__contribsys__com | 0 | i | ([a-f0-9]{8}:[a-f0-9]{8})
Sidekiq sensitive URL | token | gems.contribsys.com enterprise.contribsys.com | 0 | i | \bhttps?://([a-f0-9]{8}:[a-f0-9]{8})@(?:gems.contribsys.com|enterprise.contribsys.com)(?:[\/|\#|\?|:]|$)
Slack app token | token | xapp | 2 | i | xapp-\d-[A-Z0-9]{1,2000}-\d{1,2000}-[a-z0-9]{1,2000}
Slack bot token | token | xoxb | 3 |  | xoxb-[0-9]{10,13}-[0-9]{10,13}[a-zA-Z0-9-]{0,2000}
Slack config access token | token | xoxe.xoxb- xoxe.xoxp- | 2 | i | xoxe.xox[bp]-\d-[A-Z0-9]{163,166}
Slack config refresh token | token | xoxe- | 2 | i | xoxe-\d-[A-Z0-9]{146}
Slack legacy bot token | token | xoxb | 2 |  | xoxb-[0-9]{8,14}-[a-zA-Z0-9]{18,26}
Slack legacy token | token | xoxo xoxs | 2 |  | xox[os]-\d{1,2000}-\d{1,2000}-\d{1,2000}-[a-fA-F\d]{1,2000}
Slack legacy workspace token | token | xoxa xoxr | 2 |  | xox[ar]-(?:\d-)?[0-9a-zA-Z]{8,48}
Slack user token | token | xoxp- xoxe- | 2 |  | xox[pe](?:-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34}
Slack webhook URL | token | hooks.slack.com | 0 |  | (?:https?://)?hooks.slack.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{43,56}
Snyk API token | assigned | snyk | 0 | i | ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
Sonar API token | assigned | sonar | 0 | i | ((?:squ_|sqp_|sqa_)?[a-z0-9=_\-]{40})
Sourcegraph access token | token | sgp_ | 3 | i | \b(\b(sgp_(?:[a-fA-F0-9]{16}|local)_[a-fA-F0-9]{40}|sgp_[a-fA-F0-9]{40}|[a-fA-F0-9]{40})\b)
Square access token | token | sq0atp- eaaa | 2 |  | \b((?:EAAA|sq0atp-)[\w-]{22,60})
Squarespace access token | assigned | squarespace | 0 | i | ([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
Stripe access token | token | sk_test sk_live sk_prod rk_test rk_live rk_prod | 2 |  | \b((?:sk|rk)_(?:test|live|prod)_[a-zA-Z0-9]{10,99})
Sumo Logic access token | assigned | sumo | 3 | i | ([a-z0-9]{64})
Telegram bot API token | assigned | telegr | 0 | i | ([0-9]{5,16}:(?:A)[a-z0-9_\-]{34})
Travisci access token | assigned | travis | 0 | i | ([a-z0-9]{22})
Twilio API key | token | sk | 3 |  | SK[0-9a-fA-F]{32}
Twitch API token | assigned | twitch | 0 | i | ([a-z0-9]{30})
Twitter access secret | assigned | twitter | 0 | i | ([a-z0-9]{45})
Twitter access token | assigned | twitter | 0 | i | ([0-9]{15,25}-[a-zA-Z0-9]{20,40})
Twitter API key | assigned | twitter | 0 | i | ([a-z0-9]{25})
Twitter API secret | assigned | twitter | 0 | i | ([a-z0-9]{50})
Twitter bearer token | assigned | twitter | 0 | i | (A{22}[a-zA-Z0-9%]{80,100})
Typeform API token | token | tfp_ | 0 | i | (tfp_[a-z0-9\-_\.=]{59})
Vault batch token | token | hvb. | 4 |  | \b(hvb\.[\w-]{138,300})
Vault service token | token | hvs. | 3.5 | i | \b((?:hvs\.[\w-]{90,120}|s\.(?:[a-z0-9]{24})))
Yandex access token | assigned | yandex | 0 | i | (t1\.[A-Z0-9a-z_-]{1,2000}[=]{0,2}\.[A-Z0-9a-z_-]{86}[=]{0,2})
Yandex API key | assigned | yandex | 0 | i | (AQVN[A-Za-z0-9_\-]{35,38})
Yandex AWS access token | assigned | yandex | 0 | i | (YC[a-zA-Z0-9_\-]{38})
Zendesk secret key | assigned | zendesk | 0 | i | ([a-z0-9]{40})
`;
